import type { AllowInFile } from '../schema.ts'
import type { ForeignFile, ForeignRule, ImportNote, SourceFile } from './foreign-rule.ts'
import { parseYaml } from './parse-yaml.ts'
import { Fields } from './read-fields.ts'

/** Lines between the regexes of one detector; trufflehog takes them from one chunk of text. */
const partLines = 20

/** Reads custom detectors of trufflehog. One with several regexes becomes a rule and its required parts. */
export function readTrufflehogFile(file: SourceFile): ForeignFile {
  const yaml = parseYaml(file)
  const notes: ImportNote[] = []
  const top = new Fields(yaml.value, `${file.path}:1`, '', notes)
  const rules = top
    .list('detectors')
    .flatMap((value, at) => readDetector(value, yaml.whereIs(['detectors', at]), notes))
  top.leave('sources', 'what is scanned is said on the command line')
  top.noteUnknown()
  return { rules, allow: [], notes }
}

function readDetector(value: unknown, where: string, notes: ImportNote[]): ForeignRule[] {
  const name = new Fields(value, where, '', notes).needed('name')
  const fields = new Fields(value, where, name, notes)
  fields.ignore('name', 'description')
  const regexes = fields.fields('regex')
  if (!regexes || regexes.keys.length === 0) throw fields.fault('regex: expected a mapping of names')
  const names = regexes.keys
  const primary = fields.text('primary_regex_name') ?? names[0]!
  if (!names.includes(primary)) {
    throw fields.fault(`primary_regex_name: ${primary} is none of ${names.join(', ')}`)
  }
  const common = {
    where,
    dialect: 'go' as const,
    keywords: fields.texts('keywords'),
    allow: readExclusions(fields),
    confidence: 'medium' as const,
    severity: 'high' as const,
    ...entropyOf(fields),
  }
  const validations = fields.fields('validations')
  const idOf = (part: string) => (part === primary ? name : `${name}-${part}`)
  const parts = names.filter((part) => part !== primary)
  if (parts.length > 0) {
    fields.note('changed', 'regex', `its parts must stand within ${partLines} lines of each other`)
  }
  const rules = [primary, ...parts].map((part) => ({
    ...common,
    id: idOf(part),
    name: part === primary ? name : `${name} (${part})`,
    pattern: regexes.needed(part),
    secret: 'first' as const,
    require: requirementsOf(validations?.fields(part)),
    isHidden: part !== primary,
    components:
      part === primary
        ? parts.map((other) => ({ rule: idOf(other), withinLines: partLines, required: true }))
        : [],
  }))
  fields.leave('verify', 'asks the provider over the network')
  fields.noteUnknown()
  return rules
}

function entropyOf(fields: Fields): { entropy?: number } {
  const entropy = fields.number('entropy') ?? 0
  return entropy > 0 ? { entropy } : {}
}

function readExclusions(fields: Fields): AllowInFile[] {
  const lists = {
    secret: [...fields.texts('exclude_regexes_capture')],
    match: [...fields.texts('exclude_regexes_match')],
    stopwords: [...fields.texts('exclude_words')],
  }
  const given = Object.entries(lists).filter(([, list]) => list.length > 0)
  return given.length > 0 ? [Object.fromEntries(given)] : []
}

function requirementsOf(validation: Fields | undefined): string[] {
  if (!validation) return []
  const classes = [
    ['contains_digit', '[0-9]'],
    ['contains_lowercase', '[a-z]'],
    ['contains_uppercase', '[A-Z]'],
    ['contains_special_char', '[^0-9A-Za-z]'],
  ] as const
  const require = classes.flatMap(([key, set]) => (validation.flag(key) ? [set] : []))
  validation.noteUnknown()
  return require
}
