import type { ReplacedPart, RotatedPart, RotationStore, StoreOutcome, StoreStepDescription } from '../../../../incident/rotation-store.ts' // prettier-ignore
import { bytesOfUtf8 } from '../../../../text/bytes.ts'
import type { AdapterSetting } from '../../adapter-setting.ts'
import { runHook, type HookEnd } from './run-hook.ts'

/** A person’s own commands that put a new value where it belongs; `rotation.hooks` of `stanch.yaml`. */
export interface RotationHook {
  /** Program and arguments; no shell. Gets the new value on standard input; 0: it is in place. */
  readonly command: readonly string[]
  /** 0: what came of this rotation is in place; 1: it is not. */
  readonly check?: readonly string[]
  /** 0: the former value is in use again. */
  readonly rollBack?: readonly string[]
  readonly timeoutMs: number
}

const rotationVariable = 'STANCH_ROTATION'

/**
 * A store behind a command. The value goes to its standard input and nowhere else; its environment has `STANCH_ROTATION`,
 * the same for each try of one rotation. What it writes is shown only when nothing in it is the value.
 */
export function commandHookStore(
  name: string,
  hook: RotationHook,
  {
    env,
    onOutput,
  }: { readonly env: AdapterSetting['env']; readonly onOutput: (text: string) => void },
): RotationStore {
  const place = `the command ${name}`
  const detail = (text: string) => `${place}: ${text}`
  const start = (
    command: readonly string[],
    key: string,
    input: Uint8Array | undefined,
    signal: AbortSignal,
  ) =>
    runHook({
      command,
      env: { ...env, [rotationVariable]: key },
      input,
      timeoutMs: hook.timeoutMs,
      signal,
      onOutput: (text) => onOutput(`${name}: ${text}`),
    })
  const outcomeOf = (end: HookEnd, version: string, done: string): StoreOutcome => {
    if (end.status === 0) return { result: 'done', version, detail: detail(done) }
    if (end.status === 'not-started') return { result: 'refused', detail: detail('it cannot be started') } // prettier-ignore
    // A command that failed may have done it before.
    return { result: 'unknown', detail: detail(end.status === 'timed-out' ? `no end within ${hook.timeoutMs / 1000} s` : `it ended with ${end.status}; whether the value is in place is not known`) } // prettier-ignore
  }
  return {
    type: 'command',
    place,
    hasPending: false,
    describe: (step): StoreStepDescription => ({
      calls: [],
      permissions: [],
      sideEffects:
        step === 'stage'
          ? [`Runs ${hook.command.join(' ')}, with the new value on its standard input; it is in use at once.`, ...(hook.rollBack ? [] : ['The command has no rollBack: this cannot be rolled back.'])] // prettier-ignore
          : step === 'roll-back' && hook.rollBack
            ? [`Runs ${hook.rollBack.join(' ')}.`]
            : [],
      actsAs: 'the user of this machine',
      missing: [],
      reference: 'https://github.com/stanch-dev/stanch',
    }),
    versions: () => Promise.resolve({ versions: { current: 'new' }, answer: { detail: detail('it tells no versions') } }), // prettier-ignore
    prepare: () => Promise.resolve({ result: 'done', version: '', detail: detail('it is configured') }), // prettier-ignore
    stage: async (parts, key, signal) =>
      outcomeOf(await start(hook.command, key, inputOf(parts), signal), 'new', 'it took the new value'), // prettier-ignore
    staged: async (key, signal) => {
      if (hook.check === undefined) return { result: 'unknown', detail: detail('it has no check, so nobody can tell whether the value is in place') } // prettier-ignore
      const end = await start(hook.check, key, undefined, signal)
      if (end.status === 0) return { result: 'already', version: 'new', detail: detail('its check says that the value is in place') } // prettier-ignore
      if (end.status === 1) return { result: 'not-found', detail: detail('its check says that the value is not in place') } // prettier-ignore
      return { result: 'unknown', detail: detail(`its check ended with ${end.status}`) }
    },
    read: () => Promise.resolve({ result: 'refused', detail: detail('it gives no value back') }),
    promote: (version) => Promise.resolve({ result: 'already', version, detail: detail('it puts a value to use at once') }), // prettier-ignore
    rollBack: async (version, signal) => {
      if (hook.rollBack === undefined) return { result: 'refused', detail: detail('it has no rollBack') } // prettier-ignore
      return outcomeOf(await start(hook.rollBack, version, undefined, signal), version, 'the former value is in use again') // prettier-ignore
    },
  }
}

/** One part as it is; several as JSON, by their names. */
function inputOf(parts: readonly (RotatedPart & ReplacedPart)[]): Uint8Array {
  const [first, ...more] = parts
  if (first !== undefined && more.length === 0) return first.next.reveal()
  const decoder = new TextDecoder()
  return bytesOfUtf8(
    JSON.stringify(
      Object.fromEntries(parts.map(({ name, next }) => [name, decoder.decode(next.reveal())])),
    ),
  )
}
