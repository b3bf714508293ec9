import { ordinaryRecords, plantedKinds, plantedLine } from '../bench/log-lines.ts'
import { RandomText } from '../bench/random-text.ts'
import { looksRandom } from '../../src/engine/random-looking.ts'
import { plant, readRuleSources } from '../engine/real-pack.ts'

/** Positive and negative examples of all rules. */
const examples = readRuleSources().flatMap(({ examples: { positive, negative } }) => [
  ...positive,
  ...negative,
])

/** One or more lines, with their last line feed. */
type Make = (text: RandomText, planted: string[]) => string

const key =
  '⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:12>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧'
const token = '⟦ghp_<base62:30><crc32-base62>⟧'
const password = 'password=⟦<base62:4><digits:2><base62:4><digits:2><base62:6><digits:1>⟧'

/** By chance random letters look like words, which are not sure enough to be masked. */
function secretOf(template: string, text: RandomText, planted: string[]) {
  for (;;) {
    const made = plant(template, text.below(2 ** 31))
    if (made.secret.length > 30 || looksRandom(made.secret, 6)) {
      planted.push(made.secret)
      return made
    }
  }
}

const example: Make = (text) => {
  const template = text.pick(examples)
  // Without a mark there is nothing to look for, but the filter must behave.
  return `${plant(template.includes('⟦') ? template : `⟦${template}⟧`, text.below(2 ** 31)).text}\n`
}

/** @param log with a line feed at its end, or without */
function dockerRecord(log: string, more: object = {}): string {
  return `${JSON.stringify({ log, stream: 'stdout', ...more, time: '2026-01-01T00:00:00Z' })}\n`
}

/** A line in two pieces. */
function dockerPieces(text: RandomText, head: string, planted: string[] = []): string {
  const { text: line } = secretOf(`a ${text.pick([token, password])} z`, text, planted)
  const at = 1 + text.below(line.length - 2)
  return dockerRecord(head + line.slice(0, at)) + dockerRecord(`${line.slice(at)}\n`)
}

const makers: Readonly<Record<string, Make>> = {
  ordinary: (text) => `${text.pick(ordinaryRecords)(text, new Date(text.below(2 ** 31) * 1000))}\n`,
  planted: (text) => `${plantedLine(text.below(plantedKinds), text, new Date(0))}\n`,
  example,
  exampleJson: (text) => `${JSON.stringify({ level: 'info', msg: example(text, []), n: text.below(1e6) })}\n`,
  exampleDeep: (text) =>
    `${JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: example(text, []) }) }) })}\n`,
  blank: () => '\n',
  coloured: (text, planted) => {
    const colour = () => text.pick(['\x1b[0m', '\x1b[36m', '\x1b[1;31m', '\x1b[m', ''])
    const { text: line } = secretOf(`${colour()}password${colour()}=${colour()}${password.slice(9)}${colour()}`, text, planted)
    return `${colour()}INFO${colour()} ${secretOf(`${colour()}${token}${colour()}`, text, planted).text} ${line}\n`
  },
  crlf: (text) => `2026-01-01 row ${text.below(1000)};done\r\n`,
  key: (text, planted) => `${secretOf(key, text, planted).text}\n`,
  keyLogged: (text, planted) => {
    const { text: block } = secretOf(key, text, planted)
    return block.split('\n').map((line) => `2026-01-01T00:00:00Z app[7]: ${line}\n`).join('')
  },
  keyDocker: (text, planted) =>
    secretOf(key, text, planted).text.split('\n').map((line) => dockerRecord(`${line}\n`)).join(''),
  keyUnended: (text, planted) =>
    secretOf(key, text, planted).text.split('\n').map((line) => dockerRecord(line)).join(''),
  unended: (text, planted) => {
    const more = text.below(3) ? {} : { container_name: text.pick(['a', 'b']) }
    const line = () =>
      text.below(4)
        ? text.pick(ordinaryRecords)(text, new Date(text.below(2 ** 31) * 1000))
        : `for ${secretOf(text.pick([token, password]), text, planted).text}`
    return Array.from({ length: 1 + text.below(14) }, () => dockerRecord(line(), more)).join('')
  },
  // Where no line is ended nothing says that it is a piece: what it holds may stay.
  dockerShort: (text) => dockerPieces(text, ''),
  dockerLong: (text, planted) => dockerPieces(text, `${text.run('base64', 50)} `.repeat(330), planted),
  keyCut: (text) => `${plant(key, text.below(2 ** 31)).text.split('\n').slice(0, 2 + text.below(8)).join('\n')}\n`,
  wrapped: (text) => {
    const { text: line } = plant(`${text.run('hex', 8 + text.below(90))} ${token} ${text.run('hex', 60)}`, text.below(2 ** 31))
    const width = text.pick([64, 76])
    return `${Buffer.from(line).toString('base64').replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n')}\n`
  },
  blob: (text) =>
    `${Array.from({ length: 1 + text.below(30) }, () => text.run('base64', 64)).join('\n')}\n`,
  nextLine: (text, planted) => `password:\n  "${secretOf('⟦<base62:4><digits:2><base62:4><digits:2><base62:6><digits:1>⟧', text, planted).secret}"\n`,
  criParts: (text, planted) => {
    const { text: line } = secretOf(`a ${text.pick([token, password])} z`, text, planted)
    const at = 1 + text.below(line.length - 2)
    const time = '2026-01-01T00:00:00.000000000Z stdout'
    const other = text.below(2) ? '2026-01-01T00:00:00.000000000Z stderr F something else\n' : ''
    return `${time} P ${line.slice(0, at)}\n${other}${time} F ${line.slice(at)}\n`
  },
  number: (text) => `{"password": 9${text.run('digits', 13)}, "n": [1, -2.5e3]}\n`,
  noise: (text) => String.fromCharCode(...Array.from({ length: text.below(200) }, () => text.below(256)), 10),
} // prettier-ignore

export interface RandomRecords {
  /** One character per byte. */
  readonly text: string
  /** Values of which none may be left. */
  readonly planted: readonly string[]
}

/** @param kinds of {@link makers}; all when undefined */
export function randomRecords(
  seed: number,
  count: number,
  kinds = Object.keys(makers),
): RandomRecords {
  const text = new RandomText(seed)
  const planted: string[] = []
  const lines = Array.from({ length: count }, () => makers[text.pick(kinds)]!(text, planted))
  const joined = lines.join('')
  const whole = text.below(4) === 0 ? joined.replace(/\n$/, '') : joined
  return { text: Buffer.from(whole, 'utf8').toString('latin1'), planted }
}
