import { createRequire } from 'node:module'
import { besidePrism, describePart, readGithubDescription } from '../providers/prism/describe-github.ts' // prettier-ignore
import type { Exchange } from './exchange.ts'
import { strictDescription } from './strict-description.ts'

/** Holds requests and answers to GitHub's own description of its REST interface, by Prism's own means. */
export class RestJudge {
  readonly #prism = createRequire(besidePrism('@stoplight/prism-cli/package.json'))('@stoplight/prism-http') as PrismHttp // prettier-ignore
  readonly #whole = readGithubDescription()
  readonly #parts = new Map<string, Promise<readonly Operation[]>>()

  /** @returns what does not fit, in Prism's words */
  async faultsOf({ method, path, headers, body, status, answer }: Exchange): Promise<string[]> {
    const { pathname, searchParams } = new URL(plainRef(path), 'http://described')
    const operations = await this.#operationsFor(pathname)
    let asked: Operation | undefined
    const instance = this.#prism.createInstance(settings, {
      logger: silent,
      // In the place of what would ask the server behind it.
      forward: (_input, _upstream, _proxy, operation) => {
        asked = operation
        const output = { statusCode: status, headers: { 'content-type': 'application/json' }, body: answer } // prettier-ignore
        return () => () => Promise.resolve({ _tag: 'Right', right: output })
      },
    })
    const input = {
      method: method.toLowerCase(),
      url: { path: pathname, query: Object.fromEntries(searchParams) },
      headers,
      body: body === '' ? undefined : (JSON.parse(body) as unknown),
    }
    const outcome = await instance.request(input, operations, settings)()
    if (outcome._tag === 'Left') return [outcome.left.detail ?? outcome.left.message]
    const { validations } = outcome.right
    const known = new Set((asked?.request?.query ?? []).map(({ name }) => name))
    const stray = [...searchParams.keys()].filter((key) => !known.has(key))
    return [
      ...[...validations.input, ...validations.output]
        .filter(({ severity }) => severity === errorSeverity)
        .map(({ message }) => message),
      // Prism lets pass what is not described.
      ...stray.map((key) => `Request query has ${key}`),
    ]
  }

  /** Of those that the path may be; Prism tells which it is. */
  #operationsFor(path: string): Promise<readonly Operation[]> {
    const parts = path.split('/')
    const fits = (template: string) => {
      const pattern = template.split('/')
      const isPart = (part: string, at: number) => /^\{.*\}$/.test(part) || part === parts[at]
      return pattern.length === parts.length && pattern.every(isPart)
    }
    const templates = Object.keys(this.#whole.paths).filter(fits)
    const key = templates.join(' ')
    let operations = this.#parts.get(key)
    if (operations === undefined) {
      const part = strictDescription(describePart(this.#whole, templates))
      operations = this.#prism.getHttpOperationsFromSpec(part)
      this.#parts.set(key, operations)
    }
    return operations
  }
}

/** A branch is one parameter, and Prism takes one part of a path for it. */
function plainRef(path: string): string {
  return path.replace(/(?<=\/git\/ref\/)[^?]+/, (ref) => ref.replaceAll('/', '%2F'))
}

interface PrismHttp {
  getHttpOperationsFromSpec(description: object): Promise<readonly Operation[]>
  createInstance(settings: object, components: { readonly logger: object; readonly forward: Forward }): {
    request(input: object, operations: readonly Operation[], settings: object): () => Promise<Outcome>
  }
} // prettier-ignore

interface Operation {
  readonly request?: { readonly query?: readonly { readonly name: string }[] }
}

type Forward = (
  input: unknown,
  upstream: unknown,
  proxy: unknown,
  operation: Operation | undefined,
) => () => () => Promise<{ readonly _tag: 'Right'; readonly right: object }>

interface Fault {
  readonly message: string
  readonly severity: number
}

type Outcome =
  | { readonly _tag: 'Left'; readonly left: { readonly message: string; readonly detail?: string } }
  | { readonly _tag: 'Right'; readonly right: { readonly validations: { readonly input: readonly Fault[]; readonly output: readonly Fault[] } } } // prettier-ignore

/** What is less is a status that is not described of a path: refusals, and limits, which GitHub describes elsewhere. */
const errorSeverity = 0

/** As a proxy that stands before the simulator. */
const settings = {
  isProxy: true,
  upstream: new URL('http://simulated'),
  validateRequest: true,
  validateResponse: true,
  checkSecurity: false,
  errors: true,
}

const nothing = () => undefined
const silent: object = { child: () => silent, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing } // prettier-ignore
