import * as v from 'valibot'
import { checksums, type ChecksumName } from './checksum.ts'
import { detailReaders, type DetailsName } from './details.ts'
import { confidences, maturities, severities } from './rule.ts'

/** Longest match any rule may have, in bytes: a private key with its armour. */
export const matchLengthLimit = 16_384

/** The prefilter's tables have a byte for an anchor's length. */
const anchorLengthMax = 200

const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'))
const id = v.pipe(
  v.string('expected a rule id'),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
)
const anchor = v.pipe(
  v.string('expected an anchor'),
  v.minLength(3, 'expected an anchor of at least 3 characters'),
  v.maxLength(anchorLengthMax, `expected an anchor of at most ${anchorLengthMax} characters`),
  v.regex(/^[\x20-\x7e]*$/, 'expected an anchor of ASCII characters'),
)
const anchorList = v.pipe(
  v.array(anchor, 'expected a list of anchors'),
  v.nonEmpty('expected at least one anchor'),
)
const texts = v.array(text, 'expected a list of texts')
const count = v.pipe(
  v.number('expected a whole number'),
  v.integer('expected a whole number'),
  v.minValue(0, 'expected a whole number from 0 up'),
)

const literalAnchors = v.strictObject({
  literals: anchorList,
  before: v.optional(v.pipe(count, v.maxValue(512, 'expected at most 512 bytes'))),
})
const keywordAnchors = v.strictObject({
  keywords: anchorList,
  with: v.optional(texts),
  distance: v.optional(
    v.pipe(
      count,
      v.minValue(1, 'expected at least 1 byte'),
      v.maxValue(256, 'expected at most 256 bytes'),
    ),
  ),
})
const nameAnchors = v.strictObject({
  names: anchorList,
  except: v.optional(texts),
  last: v.optional(v.boolean('expected true or false')),
})
const nearWord = v.pipe(
  v.string('expected a word'),
  v.minLength(2, 'expected a word of at least 2 characters'),
)
const nearAnchors = v.strictObject({
  near: v.pipe(v.array(nearWord), v.nonEmpty('expected at least one word')),
  with: v.optional(v.pipe(v.array(anchor), v.nonEmpty('expected at least one word'))),
  distance: v.optional(
    v.pipe(
      count,
      v.minValue(1, 'expected at least 1 byte'),
      v.maxValue(4096, 'expected at most 4096 bytes'),
    ),
  ),
})

const patterns = v.pipe(v.array(text), v.nonEmpty('expected at least one'))

/** Of a rule, or of all rules of a file. */
const allowSchema = v.pipe(
  v.strictObject({
    all: v.optional(v.boolean('expected true or false')),
    secret: v.optional(patterns),
    match: v.optional(patterns),
    line: v.optional(patterns),
    stopwords: v.optional(patterns),
    paths: v.optional(patterns),
  }),
  v.check(
    (list) => Object.keys(list).some((key) => key !== 'all'),
    'expected one of: secret, match, line, stopwords, paths',
  ),
)

const reference = addressOf('the format’s documentation')
const revokeAddress = addressOf('the page where such a key is revoked')

const ruleEntries = {
  id: id,
  name: text,
  reference: v.optional(reference),
  revoke: v.optional(revokeAddress),
  confidence: oneOf(confidences),
  severity: oneOf(severities),
  anchors: v.union(
    [literalAnchors, keywordAnchors, nameAnchors, nearAnchors],
    'expected one of: literals (with before), keywords (with with, distance), names (with except, last), ' +
      'near (with with, distance)',
  ),
  pattern: text,
  matchLengthMax: v.optional(
    v.pipe(count, v.maxValue(matchLengthLimit, `expected at most ${matchLengthLimit} bytes`)),
  ),
  entropy: v.optional(numberBetween(0, 8)),
  entropyAbove: v.optional(numberBetween(0, 8)),
  tokenEfficiency: v.optional(numberBetween(1, 100)),
  surprisal: v.optional(numberBetween(0, 15)),
  checksum: v.optional(oneOf(Object.keys(checksums) as ChecksumName[])),
  details: v.optional(oneOf(Object.keys(detailReaders) as DetailsName[])),
  refines: v.optional(id),
  components: v.optional(
    v.array(
      v.strictObject(
        {
          rule: id,
          withinLines: count,
          required: v.optional(v.boolean('expected true or false')),
        },
        'expected a mapping with rule, withinLines, required',
      ),
      'expected a list of components',
    ),
  ),
  except: v.optional(texts),
  require: v.optional(patterns),
  allow: v.optional(v.array(allowSchema)),
  paths: v.optional(patterns),
  hidden: v.optional(v.boolean('expected true or false')),
  maturity: v.optional(oneOf(maturities)),
  identifier: v.optional(v.boolean('expected true or false')),
  generic: v.optional(v.boolean('expected true or false')),
  files: v.optional(texts),
  visiblePrefix: v.optional(count),
  examples: v.optional(
    v.strictObject(
      { positive: texts, negative: v.optional(texts) },
      'expected a mapping with positive and negative',
    ),
  ),
}

const fileEntries = {
  provider: text,
  revoke: v.optional(revokeAddress),
  generic: v.optional(v.boolean('expected true or false')),
  /** The scanner whose rules these were, and its version. */
  imported: v.optional(text),
}

const ruleSchema = v.strictObject(ruleEntries)

/** One file under `rules/detect/`. */
export const ruleFileSchema = v.strictObject({
  ...fileEntries,
  /** Of every rule that has none of its own. */
  reference: v.optional(reference),
  /** Of every rule, besides its own. */
  allow: v.optional(v.array(allowSchema)),
  rules: v.pipe(
    v.array(ruleSchema, 'expected a list of rules'),
    v.nonEmpty('expected at least one rule'),
  ),
})

/** A rule that stands alone, with what a file says of all its rules. */
export const ownRuleSchema = v.strictObject(
  {
    provider: text,
    ...ruleEntries,
    reference,
    examples: v.strictObject(
      {
        positive: v.pipe(texts, v.nonEmpty('expected at least one positive example')),
        negative: v.optional(texts),
      },
      'expected a mapping with positive and negative',
    ),
  },
  'expected a rule as in a rule file, and its provider',
)

const { id: _id, examples: _examples, ...changeable } = ruleEntries

/** What another rule may say of a built-in one. */
export const ruleChangeSchema = v.partial(
  v.strictObject(changeable, 'expected a mapping of keys of a rule'),
)

export type RuleFile = v.InferOutput<typeof ruleFileSchema>
export type AllowInFile = v.InferOutput<typeof allowSchema>
export type RuleInFile = v.InferOutput<typeof ruleSchema>
export type OwnRule = v.InferOutput<typeof ownRuleSchema>
export type RuleChange = v.InferOutput<typeof ruleChangeSchema>

function addressOf(what: string) {
  return v.pipe(v.string('expected an address'), v.url(`expected the address of ${what}`))
}

function oneOf<const Choices extends readonly string[]>(choices: Choices) {
  return v.picklist(choices, `expected one of ${choices.join(', ')}`)
}

function numberBetween(min: number, max: number) {
  const expected = `expected a number from ${min} to ${max}`
  return v.pipe(v.number(expected), v.minValue(min, expected), v.maxValue(max, expected))
}
