import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { StanchError } from '../text/error.ts'
import { nameOfKey } from '../text/strict/key-faults.ts'
import { parseStrictly } from '../text/strict/parse-strictly.ts'
import type { KeyPath } from '../text/strict/shape-faults.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Playbook, PlaybookStep } from './playbook.ts'
import { faultsOfPlaybook } from './playbook-faults.ts'
import { durationMs, playbookSchema, type PlaybookInFile } from './playbook-schema.ts'

/**
 * Parses one playbook strictly.
 *
 * @param file its name, for messages
 * @throws StanchError `PLAYBOOK_INVALID` with every fault as `file:line: key: expected …`, one a line
 */
export function parsePlaybook(yaml: string, file: string): Playbook {
  const { output, whereIs } = parseStrictly(playbookSchema, yaml, {
    file,
    code: 'PLAYBOOK_INVALID',
  })
  return toPlaybook(output, { digest: digestOfText(yaml), whereIs })
}

/**
 * A playbook that stands in another file and fits the schema.
 *
 * @param whereIs `file:line` of a key of the playbook
 * @throws as {@link parsePlaybook}
 */
export function playbookOf(content: PlaybookInFile, whereIs: (path: KeyPath) => string): Playbook {
  return toPlaybook(content, { digest: digestOfText(canonicalJson(content)), whereIs })
}

function toPlaybook(
  content: PlaybookInFile,
  { digest, whereIs }: { readonly digest: string; readonly whereIs: (path: KeyPath) => string },
): Playbook {
  const playbook = { ...content, steps: content.steps.map(toStep), digest }
  const faults = faultsOfPlaybook(playbook)
  if (faults.length === 0) return playbook
  throw new StanchError(
    'PLAYBOOK_INVALID',
    faults.map(({ path, what }) => `${whereIs(path)}: ${nameOfKey(path)}${what}`).join('\n'),
  )
}

function toStep({
  timeout,
  retry,
  action,
  ...step
}: PlaybookInFile['steps'][number]): PlaybookStep {
  return {
    ...step,
    ...(action !== undefined && { action: action as NonNullable<PlaybookStep['action']> }),
    timeoutMs: durationMs(timeout),
    retry: {
      attempts: retry.attempts,
      waitMs: durationMs(retry.wait),
      waitMsMax: Math.max(durationMs(retry.wait), durationMs(retry.waitMax)),
    },
  }
}

function digestOfText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}
