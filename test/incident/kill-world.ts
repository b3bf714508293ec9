import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs'
import type {
  ActionContext,
  ActionDescription,
  ActionKind,
  ActionOutcome,
  Adapter,
  AdapterAction,
} from '../../src/incident/adapter.ts'

const reading = ['identify', 'evidence', 'minted', 'drain']

/** Every action that a built-in playbook may ask for; by kind, and those that it asks for by name. */
const actions: readonly (readonly [name: string, kind: ActionKind])[] = [
  ['identity', 'probe'],
  ['find', 'identify'],
  ['evidence', 'evidence'],
  ['minted', 'minted'],
  ['drain', 'drain'],
  ['disable', 'disable'],
  ['restore', 'restore'],
  ['quarantine', 'disable'],
  ['deny-sessions', 'disable'],
  ['revoke', 'revoke'],
  ['rotate', 'rotate'],
  ['promote', 'promote'],
  ['roll-back', 'roll-back'],
  ['notify', 'notify'],
  ['clean', 'clean'],
]

/**
 * A provider whose world is a file, one effect a line, so that it outlives whoever asked for it. A second request for an
 * effect that is there is done again, and seen.
 *
 * @param onEffect called when an effect is on the disk, and before anybody is told
 */
export function openKillWorld(path: string, onEffect: (what: string) => void): Adapter {
  const effects = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [])
  const isDead = () => {
    const last = effects().findLast((one) => /^(?:disable|revoke|restore) /.test(one))
    return last !== undefined && !last.startsWith('restore ')
  }
  const perform = (name: string, { idempotencyKey }: ActionContext): Promise<ActionOutcome> => {
    appendDurably(path, `${name} ${idempotencyKey}\n`)
    onEffect(name)
    const identity = { proof: 'self-token', id: 'KEY1' } as const
    return Promise.resolve({ result: 'done', identity, detail: `${name} done` })
  }
  return {
    id: 'aws-iam',
    name: 'A world in a file',
    rules: ['world-key'],
    actions: actions.map(([name, kind]): AdapterAction => {
      const describe = () => describeAction(name, kind)
      if (kind === 'probe') {
        const dead = { verdict: 'dead', status: 401, detail: 'bad token' } as const
        const live = { verdict: 'live', status: 200, detail: 'hello' } as const
        return {
          name,
          kind,
          describe,
          run: () => Promise.resolve(isDead() ? dead : live),
          control: () => Promise.resolve(dead),
        }
      }
      if (reading.includes(kind)) {
        const facts = { stillUsed: 'no' }
        return {
          name,
          kind: kind as 'evidence',
          describe,
          run: () => Promise.resolve({ facts, complete: true, gaps: [], calls: [] }),
        }
      }
      return {
        name,
        kind: kind as 'revoke',
        describe,
        run: (context) => perform(name, context),
        check: ({ idempotencyKey }) => {
          const isThere = effects().includes(`${name} ${idempotencyKey}`)
          const state = isThere ? ('effected' as const) : ('not-effected' as const)
          return Promise.resolve({ state, detail: state })
        },
      }
    }),
  }
}

function describeAction(name: string, kind: ActionKind): ActionDescription {
  const ends = name === 'disable' || name === 'revoke'
  return {
    calls: [{ method: 'POST', host: 'world.test', path: `/${name}` }],
    summary: name,
    proof: 'self-token',
    reversible: kind === 'disable' || kind === 'rotate' || kind === 'promote',
    ...(kind === 'disable' ? { undoneBy: 'restore' } : {}),
    ...(kind === 'rotate' || kind === 'promote' ? { undoneBy: 'roll-back' } : {}),
    completion: 'sync',
    effect: ends ? 'dead' : kind === 'disable' ? 'contained' : 'none',
    ...(ends ? { provedBy: 'identity' } : {}),
    actsAs: 'the test',
    permissions: [],
    sideEffects: [],
    missing: [],
    reference: 'https://world.test',
  }
}

/** As a provider keeps it, whatever becomes of the one who asked. */
function appendDurably(path: string, line: string): void {
  appendFileSync(path, line)
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
