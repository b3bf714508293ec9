import * as v from 'valibot'
import { flag, listOf, mappingOf, oneOf, text, wholeNumber } from './schema-parts.ts'

export const actionKindsOfFiles = [
  'identify',
  'probe',
  'evidence',
  'minted',
  'drain',
  'disable',
  'restore',
  'revoke',
  'rotate',
] as const

/**
 * How an answer ends an action. Of all: `ok` goes on with the next call, and is a good end after the last one of an action
 * that only reads. Of probes: `live`, `dead`, `contained`, `unverifiable`. Of effects: `done`, `accepted`, `already`, `not-found`,
 * `refused`, `failed` and `retry` (nothing was done, or doing it again is the same), and `unknown` where the provider says the
 * same whether it did it or not, so that whoever runs the step asks `check`. Of `check`: `effected`, `not-effected`.
 */
export const answerSigns = [
  'ok',
  'live',
  'dead',
  'contained',
  'unverifiable',
  'done',
  'accepted',
  'already',
  'not-found',
  'refused',
  'failed',
  'retry',
  'unknown',
  'effected',
  'not-effected',
] as const
export type AnswerSign = (typeof answerSigns)[number]

/** `$.result.id`, `$.list[0]`, `$.list[*].name`, `$["a.b"]`. */
export const pathText = v.pipe(
  v.string('expected a path such as $.id'),
  v.regex(
    /^\$(?:\.[\w-]+|\["[^"\]]+"\]|\[(?:\d{1,4}|\*)\])*$/,
    'expected a path such as $.id, $.list[0], $.list[*].name or $["a.b"]',
  ),
)

const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()])

/** What stands at a path. A bare value: that very one. A list: one of them. */
const matcherSchema = v.union(
  [
    scalar,
    v.array(scalar),
    v.strictObject({ exists: v.boolean() }),
    v.strictObject({ startsWith: v.string() }),
    v.strictObject({ matches: v.string() }),
    v.strictObject({ not: scalar }),
  ],
  'expected a value, a list of values, or one of { exists: true }, { startsWith: … }, { matches: … }, { not: … }',
)

const statusSchema = v.union(
  [wholeNumber(100, 599), listOf(wholeNumber(100, 599), 'statuses')],
  'expected a status or a list of them',
)

const answerSchema = v.strictObject(
  {
    is: oneOf(answerSigns),
    status: statusSchema,
    /** All must hold, each of its path in the JSON body. */
    json: v.optional(mappingOf(matcherSchema, 'paths')),
    /** All must hold; names in small letters. */
    header: v.optional(mappingOf(matcherSchema, 'headers')),
    /** Pieces that the body holds, all of them: for bodies that are not JSON. */
    text: v.optional(listOf(text, 'pieces of the body')),
    /**
     * Of `dead`: the provider says the same where only this address may not ask, so that it counts only after the probe was
     * live from here.
     */
    onlyAfterLive: v.optional(flag),
    /** What a person reads of it; may name what was captured. */
    says: v.optional(text),
  },
  'expected a mapping with is, status',
)

/** All pages of a list are read before one is chosen; exactly one of the ways, besides its details. */
const pagesSchema = v.pipe(
  v.strictObject(
    {
      /** The answer is the whole list. */
      whole: v.optional(v.literal(true, 'expected true')),
      /** `Link: <…>; rel="next"`, on the same host. */
      link: v.optional(v.literal(true, 'expected true')),
      /** Path of the next page's address, on the same host; nothing there: the last one. */
      next: v.optional(pathText),
      /** Path of what `parameter` is to say for the next page; nothing there: the last one. */
      cursor: v.optional(pathText),
      parameter: v.optional(text),
      /** With `cursor`: path of whether there are more. */
      more: v.optional(pathText),
      /** Parameter that counts pages from `first`, 1 by default; an empty page ends them. */
      page: v.optional(text),
      first: v.optional(wholeNumber(0, 1)),
      /** Sent with the first page, and so with all. */
      size: v.optional(
        v.strictObject(
          { parameter: text, count: wholeNumber(1, 1000) },
          'expected a mapping with parameter, count',
        ),
      ),
    },
    'expected a mapping with one of whole, link, next, cursor, page',
  ),
  v.check(
    ({ whole, link, next, cursor, page }) =>
      [whole, link, next, cursor, page].filter((way) => way !== undefined).length === 1,
    'expected exactly one of whole, link, next, cursor, page',
  ),
  v.check(
    ({ cursor, parameter }) => (cursor === undefined) === (parameter === undefined),
    'expected cursor and parameter together',
  ),
)

/** One thing that an item of a list must fulfil. */
const conditionSchema = v.pipe(
  v.strictObject(
    {
      path: pathText,
      /** That very text; may name what is known: `{keyId}`, `{secret}`. */
      equals: v.optional(text),
      /** The item shows the value with its middle masked: `sk-…abcd`, `npm_ab******cd`. */
      masks: v.optional(v.literal('{secret}', 'expected "{secret}"')),
      /** The item shows the first characters of the value. */
      prefixOf: v.optional(v.literal('{secret}', 'expected "{secret}"')),
      /** The item shows the last characters of the value. */
      suffixOf: v.optional(v.literal('{secret}', 'expected "{secret}"')),
      /** Characters that must be shown, besides the rule's visible prefix. */
      atLeast: v.optional(wholeNumber(3, 64)),
    },
    'expected a mapping with path and one of equals, masks, prefixOf, suffixOf',
  ),
  v.check(
    ({ equals, masks, prefixOf, suffixOf }) =>
      [equals, masks, prefixOf, suffixOf].filter((one) => one !== undefined).length === 1,
    'expected exactly one of equals, masks, prefixOf, suffixOf',
  ),
)

const captureSchema = v.union(
  [
    v.pipe(
      v.string(),
      v.regex(
        /^(?:\$(?:\.[\w-]+|\["[^"\]]+"\]|\[(?:\d{1,4}|\*)\])*|header:[\w-]+)$/,
        'expected a path such as $.id, or header:<name>',
      ),
    ),
    v.strictObject({ path: pathText, secret: v.literal(true) }),
  ],
  'expected a path such as $.id, header:<name>, or { path: …, secret: true } for a new value',
)

/** One request, and what its answers mean. */
export const callSchema = v.strictObject(
  {
    /**
     * `GET {endpoint}/user`; a full address where it is another host, or the name of a setting that is an address. Names in it
     * are percent-encoded.
     */
    call: v.pipe(
      text,
      v.regex(
        /^(?:GET|POST|PUT|PATCH|DELETE|LIST) (?:\{[A-Za-z][A-Za-z0-9]*\}|https:\/\/)\S*$/,
        'expected a method and an address, such as GET {endpoint}/user or POST https://host/path',
      ),
    ),
    query: v.optional(mappingOf(text, 'parameters')),
    headers: v.optional(mappingOf(text, 'headers')),
    /** `Authorization: Bearer …`. */
    bearer: v.optional(text),
    basic: v.optional(
      v.strictObject(
        { user: v.string('expected a text'), password: v.string('expected a text') },
        'expected a mapping with user, password',
      ),
    ),
    /** The body; texts in it may name what is known; a list's `{secrets}` is all values of a batch. */
    json: v.optional(v.unknown()),
    form: v.optional(mappingOf(text, 'fields')),
    /** Set for a POST that only reads: then it may be sent again. */
    reads: v.optional(flag),
    /** Asked in order, the first that fits says how it ended. None fits: `unverifiable` of a probe, `failed` or `unknown` of an effect. */
    answers: listOf(answerSchema, 'answers'),
    pages: v.optional(pagesSchema),
    /** One item of a list. None: `not-found`; more than one, or a list that was not read to its end: `ambiguous`. */
    choose: v.optional(
      v.strictObject(
        {
          from: pathText,
          /** All must hold. */
          where: listOf(conditionSchema, 'conditions'),
        },
        'expected a mapping with from, where',
      ),
    ),
    /** Name → where it stands in the chosen item, or in the body. Facts for people, and ids for later calls and actions. */
    capture: v.optional(mappingOf(captureSchema, 'paths')),
  },
  'expected a mapping with call, answers',
)

export type ProviderCall = v.InferOutput<typeof callSchema>
export type ProviderAnswer = v.InferOutput<typeof answerSchema>
export type ProviderPages = v.InferOutput<typeof pagesSchema>
export type ProviderChoice = NonNullable<ProviderCall['choose']>
export type ProviderCondition = v.InferOutput<typeof conditionSchema>
export type ProviderCapture = v.InferOutput<typeof captureSchema>
export type Matcher = v.InferOutput<typeof matcherSchema>
