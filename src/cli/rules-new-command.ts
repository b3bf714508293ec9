import { checkRules } from '../engine/check-rules.ts'
import { defaultEngineOptions } from '../engine/engine.ts'
import { Scanner } from '../engine/scanner.ts'
import { countOf } from '../report/format-quantity.ts'
import { parseRules } from '../rules/parse-rules.ts'
import { proposeRule, type ProposalNames } from '../rules/propose-rule.ts'
import { shapeOf, type SampleShape } from '../rules/sample-shape.ts'
import { buildEngine } from '../scan/build-engine.ts'
import { loadEngine, readRulePack } from '../scan/load-engine.ts'
import { latin1Of } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { readSamples } from './read-samples.ts'
import { usage } from './usage.ts'

/** `stanch rules new` as typed. */
export interface TypedNewOptions {
  readonly keyword?: string
  readonly id?: string
  readonly name?: string
  readonly provider?: string
  readonly reference?: string
}

/** So few that a rarer character or length may not be among them. */
const fewSamples = 5
/** Random characters that a secret must have to be told from ordinary text. */
const randomMin = 8
/** A piece of a sample so long is no coincidence in a name. */
const pieceLength = 6

/**
 * `stanch rules new`: proposes a rule for the kind of secret of which samples are given. They are kept nowhere, and
 * but for their common prefix nothing of them is printed.
 *
 * @throws StanchError `USAGE`, `SAMPLES_INVALID` or `KEYWORD_NEEDED`
 */
export async function newRule(typed: TypedNewOptions): Promise<void> {
  const samples = await readSamples()
  const shape = shapeFor(samples, typed.keyword)
  const names = namesFor(shape, typed)
  assertHarmless(names, samples, shape)
  const yaml = proposeRule(shape, names)
  assertSound(yaml)
  for (const note of notesOn(shape, samples)) process.stderr.write(`stanch: ${note}\n`)
  process.stdout.write(yaml)
}

function shapeFor(samples: readonly string[], keyword: string | undefined): SampleShape {
  const shape = shapeOf(samples)
  if (!shape)
    throw invalid('They have characters that no rule can be proposed for: write it by hand.')
  const random = shape.segments.reduce((total, { min }) => total + min, 0)
  if (random < randomMin) {
    throw invalid(
      `Expected at least ${randomMin} random characters, got ${random}: too few to be told from ordinary text.`,
    )
  }
  if (shape.prefix !== '' || keyword !== undefined) return shape
  const why =
    samples.length === 1
      ? 'Of one sample nobody knows which part of it is fixed'
      : 'The samples do not begin with the same 3 or more characters'
  throw new StanchError(
    'KEYWORD_NEEDED',
    `${why}. Give more samples, or --keyword WORD: a word that stands before such a secret, such as its provider's name.`,
  )
}

function namesFor(shape: SampleShape, typed: TypedNewOptions): ProposalNames {
  const keyword = typed.keyword?.trim().toLowerCase()
  if (keyword !== undefined && !/^[a-z0-9][a-z0-9 _.-]{2,40}$/.test(keyword)) {
    throw usage('--keyword: expected a word of 3 to 41 letters, digits, blanks, _, . and -.')
  }
  const word = keyword ?? /^[A-Za-z]+/.exec(shape.prefix)?.[0]?.toLowerCase() ?? 'own'
  const provider = typed.provider ?? word[0]!.toUpperCase() + word.slice(1)
  const id = typed.id ?? freeId(word.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, ''))
  if (typed.reference !== undefined && !URL.canParse(typed.reference)) {
    throw usage('--reference: expected an address, such as https://example.com/docs.')
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw usage('--id: expected lower-case words joined by hyphens.')
  return {
    id,
    name: typed.name ?? `${provider} token`,
    provider,
    reference: typed.reference ?? 'https://example.com/where-the-format-is-documented',
    keyword,
  }
}

/** Own ids must differ from the built-in ones. */
function freeId(word: string): string {
  const taken = new Set(readRulePack().rules.map(({ id }) => id))
  const candidates = [`${word}-token`, `${word}-key`, `own-${word}-token`]
  return candidates.find((id) => !taken.has(id)) ?? `own-${word}-secret`
}

/** What was typed is printed: it must not be a piece of a secret. */
function assertHarmless(
  names: ProposalNames,
  samples: readonly string[],
  { prefix }: SampleShape,
): void {
  const typed = Object.values(names)
    .filter((text) => text !== undefined)
    .map((text) => text.toLowerCase())
  const isPiece = samples.some((sample) => {
    const body = sample.slice(prefix.length).toLowerCase()
    return Array.from({ length: Math.max(0, body.length - pieceLength + 1) }, (_, at) =>
      body.slice(at, at + pieceLength),
    ).some((piece) => typed.some((text) => text.includes(piece)))
  })
  if (isPiece)
    throw usage(
      'The keyword, or another name that was given, is a piece of a sample: it would be printed.',
    )
}

function assertSound(yaml: string): void {
  const { rules, faults } = parseRules(yaml, 'proposal')
  const all = [...faults, ...checkRules(rules, buildEngine)]
  if (all.length === 0) return
  throw new StanchError(
    'PROPOSAL_UNSOUND',
    `No sound rule could be proposed, so it must be written by hand:\n${all.map(({ what }) => what).join('\n')}`,
  )
}

function notesOn(
  { prefix, samples: count, checksum }: SampleShape,
  samples: readonly string[],
): string[] {
  const known = rulesThatFind(samples)
  return [
    prefix === ''
      ? `nothing of the ${countOf(count, 'sample')} stands in the rule`
      : `their common prefix ${prefix} stands in the rule, and nothing else of the ${countOf(count, 'sample')}`,
    ...(checksum
      ? [`all have the checksum ${checksum}; a match without it will be of low confidence`]
      : []),
    ...(count < fewSamples
      ? [`${countOf(count, 'sample')} may not show every length and character: look at the pattern`]
      : []),
    ...(known.length > 0 ? [`built-in rules find all of them already: ${known.join(', ')}`] : []),
  ]
}

/** Built-in rules of a provider that find every sample. */
function rulesThatFind(samples: readonly string[]): string[] {
  const engine = loadEngine(defaultEngineOptions, () => undefined)
  const found = samples.map((sample) => {
    const scanner = new Scanner(engine, '')
    const matches = [...scanner.push(Buffer.from(`token = "${sample}"\n`)), ...scanner.end()]
    const named = matches.filter(
      ({ rule, secret }) => rule.anchors.kind !== 'names' && latin1Of(secret) === sample,
    )
    return named.map(({ rule }) => rule.id)
  })
  return [...new Set(found[0])].filter((id) => found.every((ids) => ids.includes(id)))
}

function invalid(message: string): StanchError {
  return new StanchError('SAMPLES_INVALID', message)
}
