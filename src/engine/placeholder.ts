import { countCharacters } from '../text/count-characters.ts'

/** Words that people write where a secret would stand. Short ones would occur in random text. */
const placeholderWord =
  /example|sample|placeholder|change[-_ ]?me|your[-_]|yoursecret|yourkey|yourtoken|insert[-_ ]?|replace[-_ ]?|dummy|redacted|not[-_]?(?:a[-_]?)?real|fake|foobar|deadbeef|censored|removed|notasecret|some[-_](?:secret|token|key)|test[-_]?(?:key|token|secret)|this[-_]is|abc123|^my[-_]?(?:pass|pwd|secret|token|key)|x{4,}|\*\*\*|\.\.\.|…/gi

/** Shortest run of neighbours (`1234`, `edcba`) that counts. */
const runMin = 5
/** Random text has no longer one, of digits and of letters. */
const runOfDigitsMax = 8
const runOfLettersMax = 6

/**
 * Whether a text stands for a secret instead of being one: `changeme`, `xxxxxxxx`, `1234567890`, `<token>`.
 *
 * @param text the secret without its fixed prefix
 */
export function isPlaceholder(text: string): boolean {
  return holdsPlaceholderWord(text) || isReference(text) || isRepetitive(text) || isCounting(text)
}

/** `changeme`, `your-token`: wherever it stands in the text. */
export function holdsPlaceholderWord(text: string): boolean {
  // In one of ten thousand random texts of base64 a word of so many letters stands by chance.
  const lengthMin = text.length > shortWordTextMax ? shortWordMax + 1 : 0
  for (const [word] of text.matchAll(placeholderWord)) {
    if (word.length >= lengthMin || !/^[a-z]+$/i.test(word)) return true
  }
  return false
}

/** Words of so few letters count only in texts of at most so many characters. */
const shortWordMax = 4
const shortWordTextMax = 100

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
  const counts = countCharacters(text)
  const most = Math.max(...counts)
  return most > text.length * 0.6 || counts.length <= Math.min(4, Math.floor(text.length / 5))
}

/** `12345`, `abcdefg1`: mostly runs in which each character is the successor, or the predecessor, of the one before. */
function isCounting(text: string): boolean {
  const total = runsOf(text).reduce((sum, run) => sum + (run.length < runMin ? 0 : run.length), 0)
  return total >= Math.max(text.length < 8 ? 5 : 8, text.length / 2)
}

/** Whether a run stands in a text that no random text has; where a format is not known, it is made up. */
export function holdsLongRun(text: string): boolean {
  return runsOf(text).some(
    (run) => run.length > (/\d$/.test(run) ? runOfDigitsMax : runOfLettersMax),
  )
}

/** Runs of at least three characters, upwards and downwards. */
function runsOf(text: string): string[] {
  const runs: string[] = []
  for (const step of [1, -1]) {
    let from = 0
    for (let at = 1; at <= text.length; at++) {
      const difference = text.charCodeAt(at) - text.charCodeAt(at - 1)
      const wraps = step === 1 && text[at - 1] === '9' && text[at] === '0'
      if (difference === step || wraps) continue
      if (at - from >= 3) runs.push(text.slice(from, at))
      from = at
    }
  }
  return runs
}
