import { RE2JS } from 're2js'
import { StanchError } from '../../../text/error.ts'
import { isWrapped, type SopsLeaf } from './sops-leaf.ts'

/** Which values a file has encrypted; at most one of these is set. */
export interface SopsRuleKeys {
  readonly unencrypted_suffix?: string | null | undefined
  readonly encrypted_suffix?: string | null | undefined
  readonly unencrypted_regex?: string | null | undefined
  readonly encrypted_regex?: string | null | undefined
  readonly unencrypted_comment_regex?: string | null | undefined
  readonly encrypted_comment_regex?: string | null | undefined
}

export interface SopsRule {
  /** For people: the key that says so. */
  readonly name: string
  readonly isEncrypted: (leaf: SopsLeaf) => boolean
}

/**
 * https://getsops.io/docs/#encrypting-only-parts-of-a-file; without a rule keys that end with `_unencrypted` are clear.
 * Where comments say so, a value's own form does.
 *
 * @throws StanchError `SOPS_FILE_INVALID` for a pattern that is none
 */
export function sopsRule(keys: SopsRuleKeys): SopsRule {
  if (keys.encrypted_comment_regex) return ofForm('encrypted_comment_regex')
  if (keys.unencrypted_comment_regex) return ofForm('unencrypted_comment_regex')
  if (keys.encrypted_regex) return ofKeys('encrypted_regex', true, fits(keys.encrypted_regex))
  if (keys.unencrypted_regex)
    return ofKeys('unencrypted_regex', false, fits(keys.unencrypted_regex))
  const { encrypted_suffix: encrypted, unencrypted_suffix: clear } = keys
  if (encrypted) return ofKeys('encrypted_suffix', true, (key) => key.endsWith(encrypted))
  return ofKeys('unencrypted_suffix', false, (key) => key.endsWith(clear || '_unencrypted'))
}

/** @param encrypts what a key that fits says of all below it */
function ofKeys(name: string, encrypts: boolean, fits: (key: string) => boolean): SopsRule {
  return {
    name,
    isEncrypted: ({ path }) =>
      path.some((step) => typeof step === 'string' && fits(step)) === encrypts,
  }
}

function ofForm(name: string): SopsRule {
  return { name, isEncrypted: ({ text, isText }) => isText && (text === '' || isWrapped(text)) }
}

/** The file's pattern is somebody else's: in RE2 it cannot take for ever. */
function fits(pattern: string): (key: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern)
    return (key) => compiled.matcher(key).find()
  } catch {
    throw new StanchError('SOPS_FILE_INVALID', 'its regular expression is not understood')
  }
}
