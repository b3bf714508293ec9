import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Actor } from '../../incident/event.ts'
import { StanchError } from '../../text/error.ts'
import { describeFailure, type FailedAt } from '../postgres/describe-failure.ts'

/** A lock that this process holds. */
export interface HeldIncident {
  /** @throws StanchError `INCIDENT_LOCK_LOST` once the connection that holds it broke */
  readonly assertHeld: () => void
}

/** The connection that holds all locks of this process. */
interface Session {
  readonly client: PoolClient
  isBroken: boolean
  readonly onBroken: () => void
}

const pollMs = [50, 250] as const

/**
 * Locks on incidents that the server keeps: whoever ends, however, lets go. All locks of a process are on one connection,
 * which stays in one transaction as long as there are any, so that a pooler in between keeps it for us
 * (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS). It holds no snapshot: nothing of the server waits for it.
 * The holder is told by the connection's `application_name`, which every role may see.
 */
export class IncidentLocks {
  readonly #pool: Pool
  readonly #at: FailedAt
  readonly #held = new Set<string>()
  #session: Promise<Session> | undefined
  #users = 0

  constructor(pool: Pool, at: FailedAt) {
    this.#pool = pool
    this.#at = at
  }

  /**
   * @param waitMs 0: whoever finds it taken is refused at once
   * @throws StanchError `INCIDENT_BUSY` naming the holder, those of `describeFailure`; the signal's reason
   */
  async with<T>(
    id: string,
    actor: Actor,
    { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
    action: (lock: HeldIncident) => Promise<T>,
  ): Promise<T> {
    const session = await this.#enter(actor)
    try {
      const until = Date.now() + waitMs
      while (!(await this.#tryTake(session, id))) {
        if (Date.now() >= until) throw await this.#busy(session, id, waitMs)
        await pause(signal)
      }
      try {
        return await action({
          assertHeld: () => {
            if (session.isBroken) throw lockLost(this.#at.name, id)
          },
        })
      } finally {
        await this.#release(session, id)
      }
    } finally {
      await this.#leave(session)
    }
  }

  async #enter(actor: Actor): Promise<Session> {
    this.#users++
    this.#session ??= this.#begin(actor)
    try {
      return await this.#session
    } catch (error) {
      this.#users--
      this.#session = undefined
      throw describeFailure(error, this.#at)
    }
  }

  async #begin({ person, host }: Actor): Promise<Session> {
    const client = await this.#pool.connect()
    const session = { client, isBroken: false, onBroken: () => void (session.isBroken = true) }
    client.on('error', session.onBroken)
    client.on('end', session.onBroken)
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY')
      // No limit for this one: while a person decides, or a provider is slow, nothing is asked. Not all versions have all.
      await client.query(
        `SELECT set_config(name, '0', true) FROM pg_settings
         WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout', 'lock_timeout')`,
      )
      const who = host === undefined ? person : `${person} on ${host}`
      await client.query(`SELECT set_config('application_name', $1, true)`, [`stanch: ${who}`])
      return session
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  /** The connection goes back, as it was, unless it broke: then the server has let go. */
  async #leave(session: Session): Promise<void> {
    if (--this.#users > 0) return
    this.#session = undefined
    const { client, onBroken } = session
    try {
      await client.query('ROLLBACK')
    } catch {
      session.isBroken = true
    }
    client.off('error', onBroken)
    client.off('end', onBroken)
    client.release(session.isBroken)
  }

  /** A session is given its own locks again and again: what this process holds it knows itself. */
  async #tryTake(session: Session, id: string): Promise<boolean> {
    if (this.#held.has(id)) return false
    this.#held.add(id)
    try {
      const { rows } = await session.client.query<{ taken: boolean }>(
        `SELECT pg_try_advisory_lock(${keySql}) AS taken`,
        [this.#keyOf(id)],
      )
      if (!rows[0]!.taken) this.#held.delete(id)
      return rows[0]!.taken
    } catch (error) {
      this.#held.delete(id)
      session.isBroken = true
      throw describeFailure(error, this.#at)
    }
  }

  async #release(session: Session, id: string): Promise<void> {
    this.#held.delete(id)
    try {
      await session.client.query(`SELECT pg_advisory_unlock(${keySql})`, [this.#keyOf(id)])
    } catch {
      session.isBroken = true
    }
  }

  async #busy(session: Session, id: string, waitMs: number): Promise<StanchError> {
    const { rows } = await session.client.query<{ name: string | null }>(
      `SELECT activity.application_name AS name
       FROM pg_locks AS lock JOIN pg_stat_activity AS activity USING (pid)
       WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1
         AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (lock.classid::bigint << 32 | lock.objid::bigint) = ${keySql}`,
      [this.#keyOf(id)],
    )
    const who = /^stanch: (.+)$/.exec(rows[0]?.name ?? '')?.[1] ?? 'somebody else'
    const waited = waitMs === 0 ? '' : `, and was waited for ${Math.round(waitMs / 1000)} s`
    return new StanchError(
      'INCIDENT_BUSY',
      `${this.#at.name}: expected that nobody else works on incident ${id}; ${who} does${waited}.\n` +
        'Ask, or try again later; nothing was changed.',
    )
  }

  #keyOf(id: string): string {
    return `stanch incident ${this.#at.tenant}\n${id}`
  }
}

const keySql = 'hashtextextended($1, 0)'

export function lockLost(name: string, id: string): StanchError {
  return new StanchError(
    'INCIDENT_LOCK_LOST',
    `${name}: expected to be the only one who writes incident ${id}; the connection that says so broke, or somebody else wrote.\n` +
      'Look at the incident, then run it again: what was begun is asked about first. This record was not written.',
  )
}

async function pause(signal: AbortSignal): Promise<void> {
  const milliseconds = pollMs[0] + Math.random() * (pollMs[1] - pollMs[0])
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
