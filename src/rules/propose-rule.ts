import { stringify } from 'yaml'
import { characterClasses } from './sample.ts'
import { sizeOf, type SampleShape, type Segment } from './sample-shape.ts'

/** What a proposed rule is called. All of it is printed. */
export interface ProposalNames {
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly reference: string
  /** A word that stands before such a secret; needed where the samples have no prefix. */
  readonly keyword: string | undefined
}

/** Characters of a pattern beyond which it is written without counting, for RE2 writes counts out. */
const countedMax = 400

/** Random bits from which on a format with a prefix of its own proves itself. */
const provingBits = 70

/**
 * Writes a rule file for secrets of a shape. It sees no sample, so it can repeat none.
 *
 * @param shape has a prefix unless there is a keyword
 * @returns YAML that `rules check` finds sound
 */
export function proposeRule(shape: SampleShape, names: ProposalNames): string {
  const { prefix, checksum } = shape
  const { id, name, provider, reference, keyword } = names
  const isLong = lengthOf(shape) > countedMax || checksum === 'jwt'
  const rule = {
    id,
    name,
    reference,
    confidence: confidenceOf(shape, keyword),
    severity: 'high',
    anchors:
      keyword === undefined
        ? { literals: [prefix] }
        : { keywords: spellingsOf(keyword), with: credentialWords, distance: 64 },
    pattern: patternOf(shape, isLong),
    ...(isLong && { matchLengthMax: Math.min(Math.max(2 * lengthOf(shape), 4096), 16_384) }),
    ...(checksum ? { checksum } : { entropy: entropyOf(shape) }),
    ...(prefix !== '' && { visiblePrefix: Math.min(prefix.length, Math.floor(shape.lengthMin / 2)) }),
    examples: examplesOf(shape, keyword),
  }
  const file = { provider, rules: [rule] }
  return `# yaml-language-server: $schema=./node_modules/stanch/dist/pack/rule-file.schema.json\n${stringify(file, { lineWidth: 0 })}`
}

const credentialWords = ['key', 'token', 'secret', 'pass', 'auth', 'credential']

/** `acme cloud`, `acme_cloud`, `acme-cloud`, `acmecloud`. */
function spellingsOf(keyword: string): string[] {
  const joints = [' ', '_', '-', '']
  return [...new Set([keyword, ...joints.map((joint) => keyword.replaceAll(/[ _-]+/g, joint))])]
}

function confidenceOf(shape: SampleShape, keyword: string | undefined): 'high' | 'medium' {
  if (shape.checksum && shape.checksum !== 'luhn') return 'high'
  const bits = shape.segments.reduce((total, { alphabet, min }) => total + min * Math.log2(sizeOf(alphabet)), 0)
  return keyword === undefined && shape.prefix.length > 3 && bits >= provingBits ? 'high' : 'medium'
}

function lengthOf({ prefix, segments, padding }: SampleShape): number {
  return segments.reduce((total, { max, after }) => total + max + after.length, prefix.length + padding)
}

function patternOf({ prefix, segments, padding, checksum }: SampleShape, isLong: boolean): string {
  if (checksum === 'jwt') return String.raw`eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{2,}\.[0-9A-Za-z_-]{20,}`
  const body = segments.map(({ alphabet, min, max, after }) => {
    const count = isLong ? `{${Math.min(min, 100)},}` : min === max ? `{${min}}` : `{${min},${max}}`
    return `${escapeRegex(after)}[${characterClasses[alphabet]}]${count}`
  })
  const end = padding === 0 ? '' : `={0,${padding}}`
  return escapeRegex(prefix) + body.join('') + end
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[^0-9A-Za-z_-]/g, String.raw`\$&`)
}

/** Seven tenths of what random text of these alphabets and that length has, at most. */
function entropyOf({ segments, lengthMin }: SampleShape): number {
  const length = segments.reduce((total, { min }) => total + min, 0)
  const bits = segments.reduce(
    (total, { alphabet, min }) => total + (min / length) * Math.log2(sizeOf(alphabet)),
    0,
  )
  return Math.floor(7 * Math.min(bits, Math.log2(lengthMin))) / 10
}

function examplesOf(shape: SampleShape, keyword: string | undefined): { positive: string[]; negative: string[] } {
  const secret = `⟦${templateOf(shape)}⟧`
  const word = keyword ?? (/^[A-Za-z]+/.exec(shape.prefix)?.[0] ?? 'api')
  const variable = `${word.replaceAll(/[^0-9A-Za-z]+/g, '_').toUpperCase()}_TOKEN`
  const [first] = shape.segments
  const half = { ...first!, min: first!.min >> 1, max: first!.min >> 1 }
  return {
    positive: [
      keyword === undefined ? `${variable}=${secret}` : `${keyword} token: ${secret}`,
      keyword === undefined ? `{"token": "${secret}"}` : `{"${keyword.replaceAll(/[ -]+/g, '_')}_token": "${secret}"}`,
    ],
    negative: half.min < 1 ? [] : [`${variable}=${shape.prefix.replaceAll('<', '<<')}${randomPart(half)}`],
  }
}

function templateOf({ prefix, segments, padding, checksum }: SampleShape): string {
  if (checksum === 'jwt') return '<jwt>'
  const parts = segments.map((segment, at) => {
    const isLast = at === segments.length - 1
    if (!isLast || !checksum) return segment.after + randomPart(segment)
    if (checksum === 'crc32-hex') return '_<crc32-hex>'
    const length = checksum === 'luhn' ? 1 : 6
    return `${segment.after}${randomPart({ ...segment, min: segment.min - length, max: segment.max - length })}<${checksum}>`
  })
  return `${prefix.replaceAll('<', '<<')}${parts.join('')}${'='.repeat(padding)}`
}

function randomPart({ alphabet, min, max }: Pick<Segment, 'alphabet' | 'min' | 'max'>): string {
  return `<${alphabet}:${min === max ? min : `${min}-${max}`}>`
}
