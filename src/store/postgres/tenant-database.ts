import { setTimeout } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { StanchError } from '../../text/error.ts'
import { describeFailure, type FailedAt } from './describe-failure.ts'

/** One statement with its parameters. */
export type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>

const attemptsMax = 6
/** What ends by itself when asked again: serialization failure, deadlock. */
const passing = new Set(['40001', '40P01'])

/**
 * Transactions of one tenant. Its name is set within each transaction only, so a connection that goes back to a pool,
 * ours or one between, carries nothing over, whatever ended the transaction.
 */
export class TenantDatabase {
  readonly #pool: Pool
  readonly #at: FailedAt
  /** As a literal of SQL. */
  readonly quotedTenant: string

  constructor(pool: Pool, at: FailedAt, quotedTenant: string) {
    this.#pool = pool
    this.#at = at
    this.quotedTenant = quotedTenant
  }

  get tenant(): string {
    return this.#at.tenant
  }

  /** @throws StanchError of {@link describeFailure} */
  async read<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#attempt(() => this.#run('READ ONLY', work))
  }

  /**
   * A transaction of one statement, in one round trip instead of three.
   *
   * @param sql without parameters: only for texts in which no quote can stand
   * @throws StanchError of {@link describeFailure}
   */
  async readOnce<Row>(sql: string): Promise<Row[]> {
    return this.#attempt(async () => {
      const client = await failing(this.#pool.connect())
      try {
        const begin = this.#beginning('READ ONLY')
        const results: unknown = await failing(client.query(`${begin}; ${sql}; COMMIT`))
        client.release()
        return (results as { rows: Row[] }[]).at(-2)!.rows
      } catch (error) {
        await rollBack(client)
        throw error
      }
    })
  }

  /** @param work may be run again from its start @throws StanchError of {@link describeFailure}; then nothing was changed */
  async write<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#attempt(() => this.#run('READ WRITE', work))
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #attempt<Result>(run: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run()
      } catch (error) {
        // What `work` throws of its own is its caller's.
        if (!(error instanceof Failure)) throw error
        if (!passing.has(error.code) || attempt === attemptsMax)
          throw describeFailure(error.cause, this.#at)
        await setTimeout(Math.random() * 20 * 2 ** attempt)
      }
    }
  }

  #beginning(access: string): string {
    return (
      `BEGIN ISOLATION LEVEL READ COMMITTED ${access}; ` +
      `SET LOCAL stanch.tenant = ${this.quotedTenant}; SET LOCAL lock_timeout = '30s'`
    )
  }

  async #run<Result>(access: string, work: (query: Query) => Promise<Result>): Promise<Result> {
    const client = await failing(this.#pool.connect())
    let isCommitting = false
    try {
      await failing(client.query(this.#beginning(access)))
      const result = await work(queryOf(client))
      isCommitting = access === 'READ WRITE'
      await failing(client.query('COMMIT'))
      client.release()
      return result
    } catch (error) {
      await rollBack(client)
      // The server's own refusal says that nothing was changed; a line that breaks says nothing.
      if (isCommitting && !(error as Failure).isOfServer) throw unknownOutcome(this.#at)
      throw error
    }
  }
}

/** What the database or the way to it failed at, apart from what others throw. */
class Failure extends Error {
  constructor(cause: unknown) {
    super('the database failed', { cause })
  }

  get code(): string {
    const { code } = this.cause as { code?: unknown }
    return typeof code === 'string' ? code : ''
  }

  /** Whether the server said so. */
  get isOfServer(): boolean {
    return 'severity' in (this.cause as object)
  }
}

async function failing<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer
  } catch (error) {
    throw new Failure(error)
  }
}

function queryOf(client: PoolClient): Query {
  return async <Row>(sql: string, parameters: readonly unknown[] = []) => {
    const { rows } = await failing(client.query(sql, [...parameters]))
    return rows as Row[]
  }
}

/** A connection on which that fails is not used again. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}

function unknownOutcome({ name }: FailedAt): StanchError {
  return new StanchError(
    'STORE_OUTCOME_UNKNOWN',
    `${name}: the connection broke while a change was being completed: it was made as a whole or not at all.\n` +
      'Look whether it is there, then run it again.',
  )
}
