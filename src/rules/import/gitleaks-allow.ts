import type { AllowInFile } from '../schema.ts'
import type { Fields } from './read-fields.ts'

/**
 * The lists under `key` and the single one under `oldKey`, of a rule or of a file.
 *
 * @throws StanchError `IMPORT_INVALID` where gitleaks refuses them, too
 */
export function readAllowLists(fields: Fields, key: string, oldKey: string): AllowInFile[] {
  const values = key === '' ? [] : fields.list(key)
  if (fields.has(oldKey) && values.length > 0) {
    throw fields.fault(`${oldKey} stands beside ${key}: gitleaks takes only one of them`)
  }
  const all = fields.has(oldKey) ? [fields.raw(oldKey)] : values
  return all.flatMap((value) => readAllowList(fields.part(value, fields.has(oldKey) ? oldKey : key)))
}

function readAllowList(list: Fields): AllowInFile[] {
  list.ignore('description', 'targetRules')
  const all = isAll(list)
  const commits = list.texts('commits')
  const paths = list.texts('paths')
  const regexes = list.texts('regexes')
  const stopwords = list.texts('stopwords')
  const target = list.text('regexTarget') || 'secret'
  if (target !== 'secret' && target !== 'match' && target !== 'line') {
    throw list.fault('regexTarget: expected secret, match or line')
  }
  list.noteUnknown()
  if (commits.length + paths.length + regexes.length + stopwords.length === 0) {
    throw list.fault('expected at least one of commits, paths, regexes and stopwords')
  }
  if (commits.length > 0) {
    const what = all ? 'the list, of which all must hold,' : `${commits.length} commits`
    list.note('not carried', 'commits', `${what}: findings are allowed by their content, not by commit`)
    if (all || paths.length + regexes.length + stopwords.length === 0) return []
  }
  return [
    {
      ...(all ? { all } : {}),
      ...(regexes.length > 0 ? { [target]: [...regexes] } : {}),
      ...(stopwords.length > 0 ? { stopwords: [...stopwords] } : {}),
      ...(paths.length > 0 ? { paths: [...paths] } : {}),
    },
  ]
}

function isAll(list: Fields): boolean {
  const condition = (list.text('condition') ?? '').toUpperCase()
  if (['', 'OR', '||'].includes(condition)) return false
  if (['AND', '&&'].includes(condition)) return true
  throw list.fault('condition: expected and, or')
}
