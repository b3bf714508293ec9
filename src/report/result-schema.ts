import * as v from 'valibot'
import { githubParts, type Origin } from '../engine/document.ts'
import {
  decodings,
  statuses,
  type ComponentFinding,
  type Finding,
  type InventoryMatch,
} from '../engine/finding.ts'
import { confidences, severities } from '../rules/rule.ts'
import type { Coverage, PolicySource } from './scan-result.ts'

/** As many shards as `--shard` takes. */
const shardsMax = 9999

const text = v.string('expected a text')
const flag = v.boolean('expected true or false')
const offset = wholeNumber(0)
const ordinal = wholeNumber(1)

const place = {
  line: ordinal,
  column: ordinal,
  endLine: ordinal,
  endColumn: ordinal,
  start: offset,
  end: offset,
}

const originSchema: v.GenericSchema<unknown, Origin> = v.variant(
  'kind',
  [
    objectOf({
      kind: v.literal('file'),
      path: text,
      ignoredByGit: v.exactOptional(v.literal(true, 'expected true')),
    }),
    objectOf({
      kind: v.literal('stdin'),
      path: v.literal('-', 'expected - for standard input'),
    }),
    objectOf({
      kind: v.literal('git'),
      path: text,
      blob: v.exactOptional(text),
      part: v.exactOptional(text),
      commit: v.nullable(text),
      author: v.exactOptional(text),
      date: v.exactOptional(text),
      inHead: v.exactOptional(flag),
      refs: v.exactOptional(listOf(text)),
      commits: v.exactOptional(listOf(text)),
      number: v.exactOptional(ordinal),
      url: v.exactOptional(text),
    }),
    objectOf({
      kind: v.literal('github'),
      path: text,
      repository: text,
      number: v.exactOptional(ordinal),
      part: oneOf(githubParts),
      url: v.exactOptional(text),
      user: v.exactOptional(text),
      association: v.exactOptional(text),
      time: v.exactOptional(text),
      isFormer: v.exactOptional(v.literal(true, 'expected true')),
    }),
    objectOf({
      kind: v.literal('export'),
      path: text,
      format: text,
      field: v.exactOptional(text),
      copies: v.exactOptional(listOf(objectOf({ field: text, line: ordinal, column: ordinal }))),
      repeats: v.exactOptional(ordinal),
      workspace: v.exactOptional(text),
      channel: v.exactOptional(text),
      channelId: v.exactOptional(text),
      thread: v.exactOptional(text),
      record: v.exactOptional(text),
      user: v.exactOptional(text),
      userId: v.exactOptional(text),
      time: v.exactOptional(text),
      url: v.exactOptional(text),
      run: v.exactOptional(text),
      parentRun: v.exactOptional(text),
      agent: v.exactOptional(text),
      turn: v.exactOptional(text),
      role: v.exactOptional(text),
      model: v.exactOptional(text),
      tool: v.exactOptional(text),
      toolCall: v.exactOptional(text),
      file: v.exactOptional(text),
      trace: v.exactOptional(text),
      span: v.exactOptional(text),
    }),
  ],
  'expected file, stdin, git, github or export',
)

const componentSchema: v.GenericSchema<unknown, ComponentFinding> = objectOf({
  rule: text,
  fingerprint: text,
  redacted: text,
  ...place,
})

const inventoryMatchSchema: v.GenericSchema<unknown, InventoryMatch> = objectOf({
  id: text,
  owner: v.nullable(text),
  tenant: v.nullable(text),
  environment: v.nullable(text),
  agent: v.nullable(text),
  tool: v.nullable(text),
  purpose: v.nullable(text),
  state: text,
  form: text,
  version: v.exactOptional(text),
  others: v.exactOptional(listOf(text)),
})

const findingSchema: v.GenericSchema<unknown, Finding> = objectOf({
  type: exactly('finding'),
  rule: text,
  name: text,
  provider: text,
  confidence: oneOf(confidences),
  severity: oneOf(severities),
  fingerprint: text,
  origin: originSchema,
  redacted: text,
  inventory: v.nullable(inventoryMatchSchema),
  decoded: listOf(oneOf(decodings)),
  components: listOf(componentSchema),
  status: oneOf(statuses),
  details: v.exactOptional(
    objectOf({
      expires: v.exactOptional(text),
      account: v.exactOptional(text),
      keyId: v.exactOptional(text),
      issuer: v.exactOptional(text),
    }),
  ),
  maturity: v.exactOptional(exactly('trial')),
  known: v.exactOptional(listOf(text)),
  ...place,
})

/** Exposures follow from the findings, so nothing in them is read. */
const exposureSchema = objectOf({ type: exactly('exposure') })

/** Likewise. */
const runSchema = objectOf({ type: exactly('run') })

const noteSchema = objectOf({ path: text, reason: text })

const suppressionSchema = objectOf({
  rule: text,
  owner: text,
  reason: text,
  expires: text,
  where: text,
})

const shardSchema = v.pipe(
  objectOf({
    index: ordinal,
    count: v.pipe(ordinal, v.maxValue(shardsMax, `expected at most ${shardsMax}`)),
    of: digest(),
  }),
  v.check(({ index, count }) => index <= count, 'expected an index up to the count'),
)

/** JSON leaves out a place that there is none of. */
const policySchema = objectOf({
  at: v.exactOptional(text),
  edits: listOf(text),
}) as unknown as v.GenericSchema<unknown, PolicySource>

const changeSchema = objectOf({
  commits: objectOf({ scanned: offset, total: offset }),
  files: v.exactOptional(offset),
  fileBytes: offset,
  texts: offset,
  fetched: v.exactOptional(objectOf({ commits: offset, deepened: flag })),
  policy: policySchema,
})

const estateSchema = objectOf({
  host: text,
  repositories: listOf(
    objectOf({
      repository: text,
      status: oneOf(['complete', 'incomplete', 'never scanned']),
      why: v.exactOptional(text),
      documents: offset,
      bytes: offset,
    }),
  ),
  known: v.exactOptional(offset),
})

const coverageSchema: v.GenericSchema<unknown, Coverage> = objectOf({
  type: exactly('coverage'),
  documents: offset,
  bytes: offset,
  skipped: listOf(noteSchema),
  problems: listOf(noteSchema),
  complete: flag,
  interrupted: flag,
  rules: offset,
  rulePack: digest(),
  key: objectOf({
    kid: v.pipe(text, v.regex(/^[0-9a-f]{8}$/, 'expected 8 hex digits')),
    ephemeral: flag,
  }),
  suppressions: objectOf({
    suppressed: offset,
    expired: listOf(suppressionSchema),
    dead: listOf(suppressionSchema),
  }),
  durationMs: offset,
  shard: v.exactOptional(shardSchema),
  change: v.exactOptional(changeSchema),
  estate: v.exactOptional(estateSchema),
})

/** `--format json`. Keys that are not named here may stand in every object. */
export const resultSchema = objectOf({
  findings: listOf(findingSchema),
  exposures: listOf(exposureSchema),
  coverage: coverageSchema,
})

/** A line of `--format jsonl`, by its `type`. */
export const lineSchemas = {
  finding: findingSchema,
  exposure: exposureSchema,
  run: runSchema,
  coverage: coverageSchema,
}

/** An object that may have further keys; a missing key is told apart from a value of another kind. */
function objectOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.looseObject(entries, ({ expected }) =>
    expected === 'Object' ? 'expected an object' : 'expected a value',
  )
}

function listOf<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'expected a list')
}

function oneOf<const Choices extends readonly string[]>(choices: Choices) {
  return v.picklist(choices, `expected one of ${choices.join(', ')}`)
}

function exactly<const Word extends string>(word: Word) {
  return v.literal(word, `expected ${word}`)
}

function wholeNumber(min: number) {
  const expected = `expected a whole number from ${min} up`
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(min, expected))
}

function digest() {
  return v.pipe(text, v.regex(/^sha256:[0-9a-f]+$/, 'expected sha256: and hex digits'))
}
