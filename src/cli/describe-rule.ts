import type { ChecksumName } from '../rules/checksum.ts'
import type { DetailsName } from '../rules/details.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import type { Anchors, Confidence, Severity } from '../rules/rule.ts'

/** What a thief can do with such a secret. */
export const severityWords: Readonly<Record<Severity, string>> = {
  critical: 'whoever has it can take over accounts, data or money',
  high: 'whoever has it can read or change what matters',
  medium: 'it does limited harm, or opens something only together with another secret',
  low: 'it does little harm by itself',
}

const confidenceWords: Readonly<Record<Confidence, string>> = {
  high: 'what it looks like proves it',
  medium: 'what it looks like and where it stands speak for it',
  low: 'it may well be something else, so it is shown only with --min-confidence low',
}

const checksumWords: Readonly<Record<ChecksumName, string>> = {
  'crc32-base62': 'a CRC-32 in base 62 at its end',
  'crc32-base36': 'a CRC-32 in base 36 at its end',
  'crc32-hex': 'a CRC-32 in hex at its end',
  'azure-annotated-key': 'a Marvin32 checksum at its end',
  base58check: 'the check bytes of Base58Check at its end',
  luhn: 'the check digit of Luhn',
  jwt: 'a header and a payload in JSON',
  bech32: 'the checksum of Bech32 at its end',
  'base64-json': 'JSON in base64',
  der: 'a key in DER',
}

const detailsWords: Readonly<Record<DetailsName, string>> = {
  jwt: 'when it expires and who has issued it',
  'aws-key-id': 'the number of the account',
  'aws-signed-url': 'when the signed address expires, and the account',
  'azure-sas': 'when it expires, and the storage account',
  'azure-account': 'the storage account',
  'gitlab-routable': 'the user, project or group',
  'slack-url': 'the workspace',
  'slack-app': 'the app',
  'telegram-bot': 'the bot',
  'discord-bot': 'the bot',
  'sentry-org': 'the organization and the host',
  'grafana-cloud': 'the organization',
  mapbox: 'the account',
}

/** Where the engine looks at all. */
export function describeAnchors(anchors: Anchors): string {
  switch (anchors.kind) {
    case 'literals': {
      const where =
        anchors.before > 0 ? `at most ${bytes(anchors.before)} behind its start` : 'in it'
      return `${either(anchors.literals)} stands ${where}`
    }
    case 'keywords': {
      const near = anchors.with.length > 0 ? `, and ${either(anchors.with)} near by` : ''
      return `${either(anchors.keywords)}, in any case, stands at most ${bytes(anchors.distance)} before it${near}`
    }
    case 'near': {
      const beside = anchors.with.length > 0 ? `, and ${either(anchors.with)} near by` : ''
      return `${either(anchors.words)}, in any case, stands in it or near by${beside}`
    }
    case 'names': {
      const but = anchors.except.length > 0 ? `, but not ${either(anchors.except)}` : ''
      return `it is the value of a name that holds ${either(anchors.names)}${but}`
    }
  }
}

/** What is asked of a secret besides its pattern, a sentence each. */
export function describeChecks(rule: CompiledRule): string[] {
  const { entropyMin, tokenEfficiencyMax, checksum, except, files, lengthMin, lengthMax } = rule
  const length = lengthMin === lengthMax ? bytes(lengthMin) : `${lengthMin} to ${bytes(lengthMax)}`
  return [
    `it is ${length} long${rule.secretGroup > 0 ? ', with what stands around it' : ''}`,
    ...(checksum
      ? [`it has ${checksumWords[checksum]}; without, it is a finding of low confidence`]
      : []),
    ...(entropyMin > 0 ? [`its entropy is at least ${entropyMin} bits a character`] : []),
    ...(tokenEfficiencyMax === undefined ? [] : ['it reads like random text, not like words']),
    ...(except.length > 0
      ? [`it is none of ${count(except.length, 'exception')}, such as documented examples`]
      : []),
    ...(files.length > 0 ? [`it stands in a file named ${either(files)}`] : []),
  ]
}

/** How sure a finding is, and why. */
export function describeConfidence({
  confidence,
  anchors,
  checksum,
  generic,
}: CompiledRule): string {
  if (confidence === 'high' && checksum) return 'its own checksum proves it'
  if (anchors.kind === 'names')
    return 'it goes by the name of a variable and by what is ordinary there'
  if (generic)
    return `${confidenceWords[confidence]}; it tells a kind of place, not whose secret it is`
  if (anchors.kind === 'keywords' && confidence === 'medium') {
    return 'its format alone proves nothing; the provider’s word near by does'
  }
  return confidenceWords[confidence]
}

/** What else is reported, or reported instead. */
export function describeRelations({ components, refines, details }: CompiledRule): string[] {
  return [
    ...components.map(
      ({ rule, withinLines, required }) =>
        `${rule} within ${count(withinLines, 'line')}${required ? ', without which it is no finding' : ''}`,
    ),
    ...(refines === undefined ? [] : [`names what ${refines} finds more precisely`]),
    ...(details ? [`tells ${detailsWords[details]}`] : []),
  ]
}

function bytes(number: number): string {
  return count(number, 'byte')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** `a`, `a or b`, `a, b or c`, and of a long list only how many others. */
function either(words: readonly string[]): string {
  const shown = words.length > wordsMax ? words.slice(0, wordsMax - 1) : words
  const last = words.length > wordsMax ? `${words.length - shown.length} others` : undefined
  const all = last === undefined ? shown : [...shown, last]
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}

const wordsMax = 12
