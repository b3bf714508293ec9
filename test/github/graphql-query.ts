/** One field of a query: what is asked, and of which type only. */
interface QueryField {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly fields: readonly QueryField[]
  /** Set inside of `... on TYPE`. */
  readonly on: string | undefined
}

interface Query {
  readonly kind: 'query' | 'mutation'
  readonly fields: readonly QueryField[]
}

/**
 * Reads a query as https://spec.graphql.org/October2021 has it, without what nobody here uses: aliases, named fragments,
 * directives, block strings.
 *
 * @throws Error that says where it stops being one
 */
function parseQuery(text: string, variables: Readonly<Record<string, unknown>>): Query {
  const tokens = text.match(/\.\.\.|"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?\d+|[!$():=@[\]{|}]/g) ?? []
  let at = 0
  const next = (): string => tokens[at++] ?? ''
  const isNext = (token: string): boolean => tokens[at] === token
  const expect = (token: string): void => {
    const got = next()
    if (got !== token) throw new Error(`expected ${token}, got ${got || 'the end'}`)
  }

  const valueOf = (): unknown => {
    const token = next()
    if (token === '$') {
      const name = next()
      if (!declared.has(name)) throw new Error(`$${name} is not declared`)
      if (declared.get(name) && (variables[name] ?? null) === null)
        throw new Error(`$${name} is missing`)
      return variables[name] ?? null
    }
    if (token === '[') {
      const list: unknown[] = []
      while (!isNext(']')) list.push(valueOf())
      expect(']')
      return list
    }
    if (token === '{') {
      const object: Record<string, unknown> = {}
      while (!isNext('}')) {
        const name = next()
        expect(':')
        object[name] = valueOf()
      }
      expect('}')
      return object
    }
    if (token.startsWith('"')) return JSON.parse(token)
    return /^-?\d+$/.test(token) ? Number(token) : token
  }

  const argumentsOf = (): Record<string, unknown> => {
    const given: Record<string, unknown> = {}
    if (!isNext('(')) return given
    expect('(')
    while (!isNext(')')) {
      const name = next()
      expect(':')
      given[name] = valueOf()
    }
    expect(')')
    return given
  }

  const fieldsOf = (on: string | undefined): QueryField[] => {
    const fields: QueryField[] = []
    expect('{')
    while (!isNext('}')) {
      if (isNext('...')) {
        expect('...')
        expect('on')
        fields.push(...fieldsOf(next()))
        continue
      }
      const name = next()
      if (!/^\w+$/.test(name)) throw new Error(`expected a field, got ${name || 'the end'}`)
      const given = argumentsOf()
      fields.push({ name, arguments: given, fields: isNext('{') ? fieldsOf(undefined) : [], on })
    }
    expect('}')
    return fields
  }

  const skipType = (of: string): void => {
    const isList = isNext('[')
    if (isList) {
      expect('[')
      skipType(of)
      if (isNext('!')) expect('!')
      expect(']')
    } else if (!/^\w+$/.test(next())) throw new Error(`expected a type of $${of}`)
  }

  const declared = new Map<string, boolean>()
  const kind = next()
  if (kind !== 'query' && kind !== 'mutation')
    throw new Error(`expected query or mutation, got ${kind}`)
  if (isNext('(')) {
    expect('(')
    while (!isNext(')')) {
      expect('$')
      const name = next()
      expect(':')
      skipType(name)
      declared.set(name, isNext('!'))
      if (isNext('!')) expect('!')
    }
    expect(')')
  }
  const fields = fieldsOf(undefined)
  if (at !== tokens.length) throw new Error(`expected the end, got ${next()}`)
  const unused = Object.keys(variables).find((name) => !declared.has(name))
  if (unused !== undefined) throw new Error(`$${unused} is given, but not declared`)
  return { kind, fields }
}

export interface QueryOutcome {
  readonly data?: object | null
  readonly errors?: readonly { readonly type?: string; readonly message: string }[]
}

/** What GitHub answers with a type. */
export class Refused extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** @param rootOf what queries begin at, and mutations */
export async function answerQuery(
  text: string,
  variables: Readonly<Record<string, unknown>>,
  rootOf: (kind: Query['kind']) => Node,
): Promise<QueryOutcome> {
  let query
  try {
    query = parseQuery(text, variables)
  } catch (error) {
    return { errors: [{ message: `Parse error: ${(error as Error).message}` }] }
  }
  try {
    return { data: await select(rootOf(query.kind), query.fields) }
  } catch (error) {
    const { message } = error as Error
    // What does not fit the schema has no type.
    return error instanceof Refused
      ? { data: null, errors: [{ type: error.type, message }] }
      : { errors: [{ message }] }
  }
}

/** What a type's fields are: values, or what makes them of their arguments. */
export type Node = { readonly __typename: string } & Readonly<Record<string, unknown>>

/** @throws Error naming a field that the node has not */
async function select(node: Node, fields: readonly QueryField[]): Promise<object> {
  const selected: Record<string, unknown> = {}
  for (const { name, arguments: given, fields: inner, on } of fields) {
    const fits =
      on === undefined ||
      on === node.__typename ||
      (node['interfaces'] as string[] | undefined)?.includes(on)
    if (!fits) continue
    if (!(name in node))
      throw new Error(`Field '${name}' doesn't exist on type '${node.__typename}'`)
    const value = node[name]
    selected[name] = await selectFrom(
      typeof value === 'function' ? await value(given) : value,
      inner,
    )
  }
  return selected
}

async function selectFrom(value: unknown, fields: readonly QueryField[]): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => selectFrom(one, fields)))
  const isNode = typeof value === 'object' && value !== null
  if (isNode !== fields.length > 0 && value !== null)
    throw new Error('a node wants fields, a value has none')
  return isNode ? select(value as Node, fields) : value
}

/** Cursors say how many were told. */
export function connection(nodes: readonly Node[]) {
  return ({ first, after }: Record<string, unknown>) => {
    if (typeof first !== 'number' || first < 1 || first > 100)
      throw new Error('first must be from 1 to 100')
    const from =
      after === undefined || after === null
        ? 0
        : Number(
            Buffer.from(after as string, 'base64')
              .toString()
              .slice(7),
          )
    if (!Number.isInteger(from)) throw new Error('`after` does not appear to be a valid cursor.')
    const page = nodes.slice(from, from + first)
    const end = from + page.length
    return {
      __typename: 'Connection',
      totalCount: nodes.length,
      nodes: page,
      pageInfo: {
        __typename: 'PageInfo',
        hasNextPage: end < nodes.length,
        endCursor: page.length === 0 ? null : Buffer.from(`cursor:${end}`).toString('base64'),
      },
    }
  }
}
