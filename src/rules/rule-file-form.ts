import type { AllowList, Anchors, Rule } from './rule.ts'
import type { AllowInFile, RuleInFile } from './schema.ts'

/** A rule as a file holds it, without examples; `parse-rules.ts` makes the same rule of it again. */
export function toFileForm(rule: Rule): Omit<RuleInFile, 'examples'> {
  return {
    id: rule.id,
    name: rule.name,
    reference: rule.reference,
    ...(rule.revoke !== undefined && { revoke: rule.revoke }),
    confidence: rule.confidence,
    severity: rule.severity,
    anchors: toAnchors(rule.anchors),
    pattern: rule.pattern,
    ...(rule.matchLengthMax !== undefined && { matchLengthMax: rule.matchLengthMax }),
    ...(rule.entropyMin > 0 && { entropy: rule.entropyMin }),
    ...(rule.tokenEfficiencyMax !== undefined && { tokenEfficiency: rule.tokenEfficiencyMax }),
    ...(rule.surprisalMin !== undefined && { surprisal: rule.surprisalMin }),
    ...(rule.checksum && { checksum: rule.checksum }),
    ...(rule.details && { details: rule.details }),
    ...(rule.refines !== undefined && { refines: rule.refines }),
    ...(rule.components.length > 0 && { components: [...rule.components] }),
    ...(rule.except.length > 0 && { except: [...rule.except] }),
    ...(rule.require && { require: [...rule.require] }),
    ...(rule.allow && { allow: rule.allow.map(toAllowForm) }),
    ...(rule.paths && { paths: [...rule.paths] }),
    ...(rule.isHidden !== undefined && { hidden: rule.isHidden }),
    ...(rule.isIdentifier !== undefined && { identifier: rule.isIdentifier }),
    ...(rule.isTrial && { maturity: 'trial' as const }),
    ...(rule.files.length > 0 && { files: [...rule.files] }),
    ...(rule.visiblePrefix > 0 && { visiblePrefix: rule.visiblePrefix }),
  }
}

function toAllowForm(list: AllowList): AllowInFile {
  const { all, ...lists } = list
  const given = Object.entries(lists).filter(([, items]) => items.length > 0)
  return { ...(all && { all }), ...Object.fromEntries(given.map(([key, items]) => [key, [...items]])) }
}

function toAnchors(anchors: Anchors): RuleInFile['anchors'] {
  switch (anchors.kind) {
    case 'literals':
      return { literals: [...anchors.literals], ...(anchors.before > 0 && { before: anchors.before }) }
    case 'keywords':
      return {
        keywords: [...anchors.keywords],
        ...(anchors.with.length > 0 && { with: [...anchors.with] }),
        distance: anchors.distance,
      }
    case 'near':
      return {
        near: [...anchors.words],
        ...(anchors.with.length > 0 && { with: [...anchors.with] }),
        ...(anchors.distance > 0 && { distance: anchors.distance }),
      }
    case 'names':
      return {
        names: [...anchors.names],
        ...(anchors.except.length > 0 && { except: [...anchors.except] }),
        ...(anchors.last && { last: true }),
      }
  }
}
