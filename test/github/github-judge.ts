import type { Exchange } from './exchange.ts'
import { GraphqlJudge } from './judge-graphql.ts'
import { RestJudge } from './judge-rest.ts'

/** Holds what a simulator was asked, and what it answered, to GitHub's own descriptions of its two interfaces. */
export class GithubJudge {
  readonly #exchanges: Exchange[] = []
  #rest: RestJudge | undefined
  #graphql: GraphqlJudge | undefined

  readonly take = (exchange: Exchange): void => void this.#exchanges.push(exchange)

  /** Of what was taken since the last time. */
  async judge(): Promise<{
    readonly faults: readonly string[]
    readonly asked: readonly string[]
  }> {
    const taken = this.#exchanges.splice(0)
    const faults = new Set<string>()
    for (const exchange of taken)
      for (const fault of await this.#faultsOf(exchange))
        faults.add(`${exchange.status} ${exchange.method} ${exchange.path}: ${fault}`)
    const asked = taken.map(({ method, path, status }) => `${status} ${method} ${path}`)
    return { faults: [...faults], asked }
  }

  async #faultsOf(exchange: Exchange): Promise<string[]> {
    if (exchange.path === '/graphql') {
      this.#graphql ??= new GraphqlJudge()
      return this.#graphql.faultsOf(exchange)
    }
    this.#rest ??= new RestJudge()
    return this.#rest.faultsOf(exchange)
  }
}
