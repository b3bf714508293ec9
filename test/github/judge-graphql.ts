import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { besidePrism } from '../providers/prism/describe-github.ts'
import type { Exchange } from './exchange.ts'

/** Holds queries, their variables and answers to the schema of GraphQL that GitHub publishes. */
export class GraphqlJudge {
  readonly #graphql = createRequire(besidePrism('@stoplight/prism-cli/package.json'))('graphql') as Graphql // prettier-ignore
  readonly #schema = this.#graphql.buildSchema(
    readFileSync(besidePrism('@octokit/graphql-schema/schema.graphql'), 'utf8'),
    { assumeValidSDL: true },
  )

  /** @returns what does not fit, in the words of GraphQL's reference implementation */
  faultsOf({ body, answer }: Exchange): string[] {
    const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: Json }
    const document = this.#graphql.parse(query)
    const declared = document.definitions[0]!.variableDefinitions ?? []
    const given = this.#graphql.getVariableValues(this.#schema, declared, variables)
    const asked = [...this.#graphql.validate(this.#schema, document), ...(given.errors ?? [])]
    const { data, errors = [] } = answer as {
      data?: Json | null
      errors?: (Fault & { type?: string })[]
    }
    // What GitHub refuses has a type, what does not fit its schema has none.
    const told = errors.filter(({ type }) => type === undefined)
    if (asked.length + told.length > 0) return [...asked, ...told].map(({ message }) => message)
    return data && errors.length === 0 ? this.#faultsOfAnswer(document, variables, data) : []
  }

  /** Answers the query out of the answer: then both are the same. */
  #faultsOfAnswer(document: Document, variables: Json, data: Json): string[] {
    const told = this.#graphql.executeSync({
      schema: this.#schema,
      document,
      rootValue: data,
      variableValues: variables,
      typeResolver: (node, _context, { fieldNodes, schema }, type) => {
        if (typeof node['__typename'] === 'string') return node['__typename']
        const wanted = fieldNodes
          .flatMap(({ selectionSet }) => selectionSet.selections)
          .flatMap(({ typeCondition }) => typeCondition?.name.value ?? [])
        const possible = schema.getPossibleTypes(type).map(({ name }) => name)
        const narrow = wanted.flatMap((name) => {
          const one = schema.getType(name)
          return this.#graphql.isAbstractType(one)
            ? schema.getPossibleTypes(one).map((inner) => inner.name)
            : [name]
        })
        return possible.find((name) => narrow.length === 0 || narrow.includes(name))
      },
    })
    if (told.errors)
      return told.errors.map(({ message, path }) => `${path?.join('.')}: ${message}`).slice(0, 3)
    const plain = JSON.parse(JSON.stringify([told.data, data])) as [unknown, unknown]
    return isDeepStrictEqual(...plain) ? [] : [`not what was asked for: ${JSON.stringify(data)}`]
  }
}

type Json = Record<string, unknown>

interface Document {
  readonly definitions: readonly { readonly variableDefinitions?: readonly unknown[] }[]
}

interface Fault {
  readonly message: string
  readonly path?: readonly (string | number)[]
}

interface Type {
  readonly name: string
}

interface Schema {
  getPossibleTypes(type: Type): readonly Type[]
  getType(name: string): Type
}

interface Field {
  readonly selectionSet: {
    readonly selections: readonly { readonly typeCondition?: { readonly name: { readonly value: string } } }[]
  }
} // prettier-ignore

interface Graphql {
  buildSchema(text: string, options: object): Schema
  parse(query: string): Document
  isAbstractType(type: Type): boolean
  validate(schema: Schema, document: Document): readonly Fault[]
  getVariableValues(schema: Schema, declared: readonly unknown[], variables: Json): { readonly errors?: readonly Fault[] }
  executeSync(options: {
    readonly schema: Schema
    readonly document: Document
    readonly rootValue: unknown
    readonly variableValues: Json
    readonly typeResolver: (
      node: Json,
      context: unknown,
      asked: { readonly fieldNodes: readonly Field[]; readonly schema: Schema },
      type: Type,
    ) => string | undefined
  }): { readonly data?: unknown; readonly errors?: readonly Fault[] }
} // prettier-ignore
