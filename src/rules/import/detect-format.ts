import { foreignFormats, type ForeignFormat, type SourceFile } from './foreign-rule.ts'
import { invalid } from './read-fields.ts'

/** Lines by which a format is known; the first format that has one of them. */
const signs: readonly (readonly [ForeignFormat, RegExp])[] = [
  ['betterleaks', /^\s*(?:betterleaksMinVersion|prefilter|filter|validate|specificity|components|valueGroup|tokenEfficiency|analyze|revoke)\s*=/m],
  ['gitleaks', /^\s*\[\[\s*(?:rules|allowlists)\s*\]\]|^\s*\[\s*(?:allowlist|extend)\s*\]|^\s*rules\s*=/m],
  ['trufflehog', /^detectors\s*:/m],
  ['kingfisher', /^rules\s*:[\s\S]*^\s*(?:-\s+)?(?:min_entropy|pattern_requirements|depends_on_rule|validation|revocation|visible|confidence)\s*:/m],
  ['noseyparker', /^rules\s*:[\s\S]*^\s*(?:-\s+)?pattern\s*:/m],
  ['credsweeper', /^\s*-\s+name\s*:[\s\S]*^\s+(?:values|filter_type|min_line_len)\s*:/m],
] // prettier-ignore

/** @throws StanchError `IMPORT_INVALID` */
export function detectFormat({ path, text }: SourceFile): ForeignFormat {
  const found = signs.find(([, sign]) => sign.test(text))
  if (found) return found[0]
  throw invalid(
    `${path}:1`,
    `this is no rule file of ${foreignFormats.join(', ')}; say which with --from`,
  )
}
