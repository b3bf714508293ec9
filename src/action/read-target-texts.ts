import type { TextEvent } from '../scan/change/change.ts'
import { latin1Of } from '../text/bytes.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { Forge } from './forge.ts'
import type { Target } from './target.ts'

/**
 * The texts of a target as the forge has them now, then what only the payload says: former versions, what was deleted, and all
 * of it where the forge cannot be asked.
 */
export async function* readTargetTexts(
  target: Target,
  forge: Forge | undefined,
  signal: AbortSignal,
): AsyncGenerator<TextEvent> {
  const told = new Set<string>()
  for await (const event of readFromForge(target, forge, signal)) {
    if (event.kind === 'text') told.add(keyOf(event))
    yield event
  }
  for (const event of target.texts)
    if (event.kind !== 'text' || !told.has(keyOf(event))) yield event
}

async function* readFromForge(
  target: Target,
  forge: Forge | undefined,
  signal: AbortSignal,
): AsyncGenerator<TextEvent> {
  if (target.kind !== 'pull' && target.kind !== 'texts') return
  if (target.kind === 'texts' && target.isGone) return
  const path = target.kind === 'pull' ? `${target.repository.name}/pull/${target.number}` : target.repository.name // prettier-ignore
  if (forge === undefined) {
    // Of an event about a text the payload has the whole text.
    if (target.kind === 'pull')
      yield { kind: 'problem', path, reason: 'comments and reviews were not read: there is no token' } // prettier-ignore
    return
  }
  try {
    for await (const event of forge.readTexts(target)) yield inEvent(event, target)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof StanchError)) throw error
    yield inEvent({ kind: 'problem', path, reason: reasonOf(error).split('\n')[0]! }, target)
  }
}

/** The payload has the whole text of an event: that it cannot be read again loses none of it. */
function inEvent(event: TextEvent, { kind }: Target): TextEvent {
  if (event.kind !== 'problem' || kind !== 'texts') return event
  return { ...event, kind: 'skipped', reason: `scanned as the event has it; ${event.reason}` }
}

/** The same words at the same place are told once, also when a time or an address differs. */
function keyOf({ origin, bytes }: Extract<TextEvent, { kind: 'text' }>): string {
  return `${origin.part} ${origin.number ?? ''} ${latin1Of(bytes)}`
}
