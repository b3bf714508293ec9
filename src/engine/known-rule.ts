import { emptySet } from '../text/byte-set.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'

/**
 * What a known value is found by. It stands in no pack, has no anchor and never runs: its matches are made by the
 * comparison with the values themselves.
 */
export const knownRule: CompiledRule = {
  id: 'known-value',
  name: 'Known value',
  provider: 'Known values',
  pattern: '.',
  matchLengthMax: undefined,
  anchors: { kind: 'literals', literals: [], before: 0 },
  generic: false,
  refines: undefined,
  entropyMin: 0,
  tokenEfficiencyMax: undefined,
  surprisalMin: undefined,
  checksum: undefined,
  details: undefined,
  confidence: 'high',
  severity: 'high',
  components: [],
  except: [],
  require: undefined,
  allow: undefined,
  paths: undefined,
  isHidden: undefined,
  isIdentifier: undefined,
  isImported: undefined,
  files: [],
  visiblePrefix: 0,
  reference: '',
  revoke: undefined,
  lengthMin: 1,
  lengthMax: Infinity,
  secretGroup: 0,
  gate: { from: 0, to: 0, set: emptySet() },
  alphabet: emptySet(),
  first: emptySet(),
  before: emptySet(),
  behind: emptySet(),
  isRun: false,
  requiredTexts: [],
  quotes: false,
  near: undefined,
  required: [],
}
