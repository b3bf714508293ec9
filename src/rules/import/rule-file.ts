import { stringify } from 'yaml'
import type { ForeignFormat } from './foreign-rule.ts'
import type { ImportedRules } from './import-rules.ts'

/** Whose rules they are, and where that is said. */
const homes: Readonly<Record<ForeignFormat, string>> = {
  gitleaks: 'https://github.com/gitleaks/gitleaks',
  betterleaks: 'https://github.com/betterleaks/betterleaks',
  kingfisher: 'https://github.com/mongodb/kingfisher',
  noseyparker: 'https://github.com/praetorian-inc/noseyparker',
  trufflehog: 'https://github.com/trufflesecurity/trufflehog',
  credsweeper: 'https://github.com/Samsung/CredSweeper',
}

/** A rule file, as `parseRules` reads it. @param sources names of the files that it was made of */
export function writeRuleFile(
  { formats, rules, allow }: ImportedRules,
  sources: readonly string[],
): string {
  const head = `# Made by \`stanch rules import\` of ${sources.join(', ')}.\n`
  const content = {
    provider: formats.join(', '),
    imported: formats.join(', '),
    reference: homes[formats[0]!],
    ...(allow.length > 0 ? { allow } : {}),
    rules,
  }
  return head + stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })
}
