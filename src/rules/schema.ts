import * as v from 'valibot'
import { checksums, type ChecksumName } from './checksum.ts'
import { confidences, severities } from './rule.ts'

/** Longest match any rule may have, in bytes: a private key with its armour. */
export const matchLengthLimit = 16_384

const text = v.pipe(v.string(), v.nonEmpty('expected a text that is not empty'))
const id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
)
const anchor = v.pipe(v.string(), v.minLength(3, 'expected an anchor of at least 3 characters'))
const anchorList = v.pipe(v.array(anchor), v.nonEmpty('expected at least one anchor'))
const count = v.pipe(v.number(), v.integer('expected a whole number'), v.minValue(0))

const literalAnchors = v.strictObject({
  literals: anchorList,
  before: v.optional(v.pipe(count, v.maxValue(512, 'expected at most 512 bytes'))),
})
const keywordAnchors = v.strictObject({
  keywords: anchorList,
  with: v.optional(v.array(text)),
  distance: v.optional(v.pipe(count, v.minValue(1), v.maxValue(256, 'expected at most 256 bytes'))),
})
const nameAnchors = v.strictObject({
  names: anchorList,
  except: v.optional(v.array(text)),
  last: v.optional(v.boolean()),
})

const ruleSchema = v.strictObject({
  id: id,
  name: text,
  reference: v.pipe(v.string(), v.url('expected the address of the format’s documentation')),
  confidence: v.picklist(confidences),
  severity: v.picklist(severities),
  anchors: v.union(
    [literalAnchors, keywordAnchors, nameAnchors],
    'expected one of: literals (with before), keywords (with with, distance), names (with except, last)',
  ),
  pattern: text,
  matchLengthMax: v.optional(v.pipe(count, v.maxValue(matchLengthLimit))),
  entropy: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(8))),
  tokenEfficiency: v.optional(v.pipe(v.number(), v.minValue(1))),
  surprisal: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(15))),
  checksum: v.optional(v.picklist(Object.keys(checksums) as ChecksumName[])),
  refines: v.optional(id),
  components: v.optional(
    v.array(
      v.strictObject({ rule: id, withinLines: count, required: v.optional(v.boolean()) }),
    ),
  ),
  except: v.optional(v.array(text)),
  files: v.optional(v.array(text)),
  visiblePrefix: v.optional(count),
  examples: v.strictObject({
    positive: v.pipe(v.array(text), v.nonEmpty('expected at least one positive example')),
    negative: v.optional(v.array(text)),
  }),
})

/** One file under `rules/detect/`. */
export const ruleFileSchema = v.strictObject({
  provider: text,
  generic: v.optional(v.boolean()),
  rules: v.pipe(v.array(ruleSchema), v.nonEmpty('expected at least one rule')),
})

export type RuleFile = v.InferOutput<typeof ruleFileSchema>
export type RuleInFile = v.InferOutput<typeof ruleSchema>
