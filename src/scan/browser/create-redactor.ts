import * as fflate from 'fflate'
import * as re2js from 're2js'
import * as v from 'valibot'
import { addMarks } from '../../engine/add-marks.ts'
import { defaultEngineOptions, Engine } from '../../engine/engine.ts'
import { fflateGunzip } from '../../engine/fflate-gunzip.ts'
import { re2jsEngine } from '../../engine/re2js-regex.ts'
import { lineMarks } from '../../redact/block-search.ts'
import { Redactor } from '../../redact/redactor.ts'
import { StoredPack, type PackHead } from '../../rules/rule-pack.ts'
import { fingerprintKeyOf } from '../../text/fingerprint.ts'
import { assertRulesExist } from '../assert-rules-exist.ts'
import { redactionDecodeDepth } from '../redaction-decode-depth.ts'
import {
  buildRedactorOptions,
  parseRedactorOptions,
  redactorEntries,
  type TypedRedactorOptions,
} from '../redactor-options.ts'
import { ruleTestOf } from '../rule-test.ts'
import { loadPackFiles, type PackFiles } from './load-pack-files.ts'

/** What `createRedactor` takes in a browser. */
export interface BrowserRedactorOptions extends TypedRedactorOptions {
  /** Address of a directory with the files of `stanch/pack/`, or each file: its address, or what it holds. */
  readonly pack: string | URL | PackFiles
}

const schema = v.strictObject(
  {
    ...redactorEntries,
    pack: v.custom<object | string>(
      (pack) => typeof pack === 'string' || (typeof pack === 'object' && pack !== null),
      'expected the address of the directory stanch/pack/, or its files',
    ),
  },
  'expected an object of options with pack',
)

/**
 * As `createRedactor` in Node: same rules, same output under the same key, with a RE2 and a gunzip in JavaScript.
 * Without a key tokens are made with a random one of this page, and `onNote` is told.
 *
 * @throws StanchError `REDACTOR_OPTIONS` with every fault, `PACK_UNREADABLE`
 */
export async function createRedactor(options: BrowserRedactorOptions): Promise<Redactor> {
  parseRedactorOptions(schema, options)
  const note = options.onNote ?? (() => undefined)
  const { keys, namedRules, disabledRules, known, ...policy } = buildRedactorOptions(options, note)
  const { head, rules, literals, prefilter } = await loadPackFiles(options.pack)
  const pack = new StoredPack(JSON.parse(new TextDecoder().decode(head)) as PackHead, rules)
  assertRulesExist(namedRules, pack)
  const { table, marks } = addMarks(pack, literals, lineMarks)
  const engine = new Engine(
    pack,
    {
      regex: re2jsEngine(re2js),
      gunzip: fflateGunzip(fflate),
      prefilter: await WebAssembly.compile(prefilter),
      literalTable: table,
      marks,
      known,
    },
    {
      ...defaultEngineOptions,
      decodeDepth: redactionDecodeDepth,
      disabledRules,
      readsTokens: true,
    },
  )
  if (!keys) {
    note({
      code: 'EPHEMERAL_KEY',
      message: 'No key was given: tokens are made with a random key, those of other pages differ.',
    })
  }
  return new Redactor(engine, ruleTestOf(pack), { ...policy, keys: keys ?? [randomKey()] })
}

function randomKey() {
  return fingerprintKeyOf(crypto.getRandomValues(new Uint8Array(32)))
}
