import type { Confidence, Severity } from '../rule.ts'
import type { ForeignFile, ForeignRule, ImportNote, SourceFile } from './foreign-rule.ts'
import { parseYaml } from './parse-yaml.ts'
import { Fields } from './read-fields.ts'

/** Lines between the two patterns of one rule. */
const partLines = 10

/** Reads a rule file of CredSweeper. */
export function readCredsweeperFile(file: SourceFile): ForeignFile {
  const yaml = parseYaml(file)
  const notes: ImportNote[] = []
  const list = Array.isArray(yaml.value) ? (yaml.value as unknown[]) : []
  const rules = list.flatMap((value, at) => readRule(value, yaml.whereIs([at]), notes))
  return { rules, allow: [], notes }
}

function readRule(value: unknown, where: string, notes: ImportNote[]): ForeignRule[] {
  const id = new Fields(value, where, '', notes).needed('name')
  const fields = new Fields(value, where, id, notes)
  fields.ignore('name')
  const type = fields.needed('type')
  const values = fields.texts('values')
  const common = {
    where,
    name: id,
    dialect: 'python' as const,
    secret: 'value',
    keywords: fields.texts('required_substrings'),
    severity: severityOf(fields),
    confidence: confidenceOf(fields),
  }
  leaveFilters(fields)
  if (values.length === 0) throw fields.fault('values: expected at least one pattern')
  switch (type) {
    case 'keyword':
      return keywordRules(values, { ...common, id }, fields)
    case 'pattern':
      return values.map((pattern, at) => ({
        ...common,
        id: at === 0 ? id : `${id} ${at + 1}`,
        pattern: byLine(pattern),
      }))
    case 'pem_key':
      fields.note('changed', 'type', 'only the head of the key is looked for')
      return [{ ...common, id, pattern: byLine(values[0]!) }]
    case 'multi':
      return multiRules(values, { ...common, id }, fields)
    default:
      throw fields.fault(`type: expected keyword, pattern, pem_key or multi, got ${type}`)
  }
}

/** CredSweeper looks at one line after another. */
function byLine(pattern: string): string {
  return `(?m)${pattern}`
}

/** The second pattern's secret belongs to the first's. */
function multiRules(
  [first, second]: readonly string[],
  common: Omit<ForeignRule, 'pattern'>,
  fields: Fields,
): ForeignRule[] {
  if (second === undefined) throw fields.fault('values: expected two patterns of a multi rule')
  const part = `${common.id} part`
  fields.note('changed', 'type', `both patterns must match within ${partLines} lines`)
  return [
    {
      ...common,
      pattern: byLine(second),
      keywords: [],
      components: [{ rule: part, withinLines: partLines, required: true }],
    },
    { ...common, id: part, pattern: byLine(first!), isHidden: true },
  ]
}

/** Of a keyword that is a list of words: the value assigned to a name that holds one of them. */
function keywordRules(
  values: readonly string[],
  common: Omit<ForeignRule, 'pattern'>,
  fields: Fields,
): ForeignRule[] {
  const names = values.flatMap((value) => wordsOf(value))
  if (names.includes(undefined)) {
    fields.note('left out', 'values', 'a keyword that is no plain word: names are compared as they are')
    return []
  }
  fields.note('changed', 'type', 'the value of an assignment is read as Stanch reads it')
  const pattern = '[^\\s]{4,255}'
  return [{ ...common, secret: 0, names: names as string[], keywords: [], pattern, isGeneric: true }]
}

/** `undefined` for each that is no word of three letters or more. */
function wordsOf(pattern: string): (string | undefined)[] {
  return pattern
    .replaceAll(/^\(\?:|\)$|^\(|\\b/g, '')
    .split('|')
    .map((word) => (/^[a-z_-]{3,}$/i.test(word) ? word.toLowerCase() : undefined))
}

function leaveFilters(fields: Fields): void {
  const groups: Readonly<Record<string, string>> = {
    filter_type: 'filters of CredSweeper’s own',
    use_ml: 'a model of CredSweeper’s own',
    validations: 'asks the provider over the network',
    required_regex: 'a test of the line before the pattern is tried',
    target: 'Stanch scans code and text alike',
    usage_list: 'Stanch scans code and text alike',
    doc_only: 'Stanch scans code and text alike',
    doc_available: 'Stanch scans code and text alike',
  }
  for (const [key, reason] of Object.entries(groups)) fields.leave(key, reason)
  fields.ignore('min_line_len')
  fields.noteUnknown()
}

function severityOf(fields: Fields): Severity {
  const severity = fields.text('severity') ?? 'high'
  const known = { critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'low' } as const
  if (severity in known) return known[severity as keyof typeof known]
  throw fields.fault('severity: expected critical, high, medium, low or info')
}

function confidenceOf(fields: Fields): Confidence {
  const confidence = fields.text('confidence') ?? 'moderate'
  const known = { strong: 'high', moderate: 'medium', weak: 'low' } as const
  if (confidence in known) return known[confidence as keyof typeof known]
  throw fields.fault('confidence: expected strong, moderate or weak')
}
