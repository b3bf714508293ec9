/** Words that people write where a secret would stand. Short ones would occur in random text. */
const placeholderWord =
  /example|sample|placeholder|change[-_ ]?me|your[-_]|yoursecret|yourkey|yourtoken|insert[-_ ]?|replace[-_ ]?|dummy|redacted|not[-_]?(?:a[-_]?)?real|fake|foobar|deadbeef|censored|removed|notasecret|some[-_](?:secret|token|key)|test[-_]?(?:key|token|secret)|this[-_]is|abc123|^my[-_]?(?:pass|pwd|secret|token|key)|xxxx|\*\*\*|\.\.\.|…/i

/** Shortest run of neighbours (`1234`, `edcba`) that counts. */
const runMin = 5

/**
 * Whether a text stands for a secret instead of being one: `changeme`, `xxxxxxxx`, `1234567890`, `<token>`.
 *
 * @param text the secret without its fixed prefix
 */
export function isPlaceholder(text: string): boolean {
  return (
    placeholderWord.test(text) ||
    isReference(text) ||
    isRepetitive(text) ||
    inRuns(text) >= Math.max(text.length < 8 ? 5 : 8, text.length / 2)
  )
}

/** `${TOKEN}`, `{{ token }}`, `<token>`, `%TOKEN%`, `$(cmd)`, `[token]`: the value is filled in elsewhere. */
export function isReference(text: string): boolean {
  return reference.test(text) || cutReference.test(text) || text.includes(sampleMark)
}

/** `⟦` as bytes: an example in a rule file, assembled only when it is tried. */
const sampleMark = '\xe2\x9f\xa6'

const reference =
  /^[$%@#]?[{(<[].*[})>\]]$|\$\{[^{}]*\}|\{\{.*\}\}|\$\([^()]*\)|<%.*%>|%\(\w+\)|^\$[A-Za-z_]\w*$|^%\w+%$|<[a-z][a-z0-9 _:.-]{1,40}>/

/** One that the pattern cut short. Further inside a text its mark alone may be chance. */
const cutReference = /^.{0,3}(?:\$\{|\{\{|\$\(|<%|%\()/

/** Few different characters for its length, or one of them most of the time. */
function isRepetitive(text: string): boolean {
  if (text.length < 6) return false
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return most > text.length * 0.6 || counts.size <= Math.min(4, Math.floor(text.length / 5))
}

/** How many characters stand in stretches in which each is the successor, or the predecessor, of the one before. */
function inRuns(text: string): number {
  let total = 0
  for (const step of [1, -1]) {
    let run = 1
    for (let at = 1; at <= text.length; at++) {
      const difference = text.charCodeAt(at) - text.charCodeAt(at - 1)
      const wraps = step === 1 && text[at - 1] === '9' && text[at] === '0'
      if (difference === step || wraps) run++
      else {
        if (run >= runMin) total += run
        run = 1
      }
    }
  }
  return total
}
