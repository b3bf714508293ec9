import type { Confidence } from '../rule.ts'
import type { ForeignFile, ForeignRule, ImportNote, SourceFile } from './foreign-rule.ts'
import { parseYaml } from './parse-yaml.ts'
import { Fields } from './read-fields.ts'

/** Lines between a secret and a part of it that kingfisher looks for in the same text. */
const dependencyLines = 20

/** Reads a rule file of kingfisher or of noseyparker, whose format is a part of the former. */
export function readKingfisherFile(file: SourceFile): ForeignFile {
  const yaml = parseYaml(file)
  const notes: ImportNote[] = []
  const top = new Fields(yaml.value, `${file.path}:1`, '', notes)
  const rules = top
    .list('rules')
    .map((value, at) => readRule(value, yaml.whereIs(['rules', at]), notes))
  top.leave('rulesets', 'rules are chosen by stanch.yaml here')
  top.noteUnknown()
  return { rules, allow: [], notes }
}

function readRule(
  value: unknown,
  where: string,
  notes: ImportNote[],
): ForeignRule {
  const id = new Fields(value, where, '', notes).needed('id')
  const fields = new Fields(value, where, id, notes)
  fields.ignore('id', 'description', 'categories', 'prevalidated')
  const entropy = fields.number('min_entropy') ?? 0
  const required = readRequirements(fields)
  const references = fields.texts('references')
  const rule: ForeignRule = {
    id,
    where,
    name: fields.needed('name'),
    pattern: fields.needed('pattern'),
    dialect: 'rust',
    secret: secretOf(fields.needed('pattern')),
    keywords: [],
    ...(entropy > 0 ? { entropyAbove: entropy } : {}),
    require: required.require,
    allow: required.stopwords.length > 0 ? [{ stopwords: [...required.stopwords] }] : [],
    confidence: readConfidence(fields),
    severity: 'high',
    isHidden: fields.has('visible') && !fields.flag('visible'),
    components: readDependencies(fields),
    positive: fields.texts('examples'),
    negative: [...fields.texts('negative_examples'), ...fields.texts('non_examples')],
    ...referenceOf(references),
  }
  fields.leave('validation', 'asks the provider over the network')
  fields.leave('revocation', 'asks the provider over the network')
  fields.leave('tls_mode', 'goes with the validation')
  fields.noteUnknown()
  return rule
}

/** The group named TOKEN, else the first, else the whole match. */
function secretOf(pattern: string): ForeignRule['secret'] {
  if (/\(\?P?<TOKEN>/.test(pattern)) return 'TOKEN'
  return /\((?!\?)|\(\?P?<\w/.test(pattern.replaceAll(/\\.|\[[^\]]*\]/g, '')) ? 1 : 0
}

function readConfidence(fields: Fields): Confidence {
  const confidence = fields.text('confidence')?.toLowerCase() ?? 'medium'
  if (confidence === 'low' || confidence === 'medium' || confidence === 'high') return confidence
  throw fields.fault('confidence: expected low, medium or high')
}

function readDependencies(fields: Fields): NonNullable<ForeignRule['components']> {
  return fields.list('depends_on_rule').flatMap((value) => {
    if (value === null) return []
    const part = fields.part(value, 'depends_on_rule')
    const rule = part.needed('rule_id')
    part.ignore('variable')
    part.noteUnknown()
    const lines = dependencyLines
    fields.note('changed', 'depends_on_rule', `${rule}: within ${lines} lines, not in all of the text`)
    return [{ rule, withinLines: lines, required: false }]
  })
}

/** Least counts of characters become patterns that the secret must match. */
function readRequirements(fields: Fields): { require: string[]; stopwords: readonly string[] } {
  const needs = fields.fields('pattern_requirements')
  if (!needs) return { require: [], stopwords: [] }
  const special = needs.text('special_chars') ?? '!@#$%^&*()_+-=[]{}|;:\'",.<>?/\\`~'
  const classes = [
    ['min_digits', '[0-9]'],
    ['min_uppercase', '[A-Z]'],
    ['min_lowercase', '[a-z]'],
    ['min_special_chars', classOf(special)],
  ] as const
  const require = classes.flatMap(([key, set]) => {
    const count = needs.number(key) ?? 0
    return count > 0 ? [atLeast(count, set)] : []
  })
  const stopwords = needs.texts('ignore_if_contains')
  needs.leave('checksum', 'a template of its own; Stanch knows checksums by name')
  needs.noteUnknown()
  return { require, stopwords }
}

/** A pattern that texts match which hold so many characters of a class. */
export function atLeast(count: number, set: string): string {
  return count === 1 ? set : `(?s)(?:${set}.*?){${count}}`
}

function classOf(characters: string): string {
  return `[${characters.replaceAll(/[\\\]^-]/g, '\\$&')}]`
}

function referenceOf(references: readonly string[]): { reference?: string } {
  const address = references.find((text) => URL.canParse(text))
  return address === undefined ? {} : { reference: address }
}
