/**
 * Compiles `rules/detect/*.yaml` into `dist/pack/rules.json` and `rules/providers/*.yaml` into `providers.json`, writes what tells exports, and the JSON Schemas that editors read.
 *
 *     node dist/build/rule-pack.js
 */
import { toJsonSchema } from '@valibot/to-json-schema'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { compileRule, makeRulePack } from '../rules/compile-rule.ts'
import { layouts } from '../exports/formats/formats.ts'
import { signKeys } from '../exports/sign-keys.ts'
import { literalsOf, numberedAnchors } from '../engine/anchor-index.ts'
import { buildLiteralTable } from '../engine/literal-table.ts'
import { assertNoFaults, parseRules } from '../rules/parse-rules.ts'
import type { RuleFault } from '../rules/rule-faults.ts'
import { packRules, type CompiledRule } from '../rules/rule-pack.ts'
import { playbookSchema } from '../incident/playbook-schema.ts'
import { providerFileSchema } from '../providers/adapters/data/provider-schema.ts'
import { makeHowTos, makeProviderPack } from './provider-pack.ts'
import { inventoryFileSchema } from '../inventory/record-schema.ts'
import { ruleFileSchema } from '../rules/schema.ts'
import { configurationSchema } from '../scan/configuration-schema.ts'
import { packPlaybooks } from './pack-playbooks.ts'

const root = new URL('../../', import.meta.url)

const compiled: CompiledRule[] = []
const allFaults: RuleFault[] = []
for (const name of readdirSync(new URL('rules/detect/', root)).toSorted()) {
  if (!name.endsWith('.yaml')) continue
  const path = `rules/detect/${name}`
  const { rules, faults } = parseRules(readFileSync(new URL(path, root), 'utf8'), path)
  allFaults.push(...faults)
  for (const { where: _where, examples: _examples, ...rule } of rules)
    compiled.push(compileRule(rule))
}
assertNoFaults(allFaults)

mkdirSync(new URL('dist/pack/', root), { recursive: true })
const pack = makeRulePack(compiled)
const { head, lines } = packRules(pack, numberedAnchors(pack))
writeFileSync(new URL('dist/pack/rules.json', root), JSON.stringify(head))
writeFileSync(new URL('dist/pack/rules.jsonl', root), lines)
writeFileSync(new URL('dist/pack/export-signs.json', root), JSON.stringify(signKeys(layouts)))
writeFileSync(new URL('dist/pack/literals.bin', root), buildLiteralTable(literalsOf(pack)))
packPlaybooks(root)
writeFileSync(
  new URL('dist/pack/providers.json', root),
  JSON.stringify(makeProviderPack(new URL('rules/providers/', root), compiled)),
)
writeFileSync(new URL('dist/pack/how-to.json', root), JSON.stringify(makeHowTos(compiled)))
for (const [name, title, schema] of [
  ['rule-file', 'Stanch rule file', ruleFileSchema],
  ['provider-file', 'Stanch provider file', providerFileSchema],
  ['configuration', 'stanch.yaml', configurationSchema],
  ['inventory', 'stanch-inventory.yaml', inventoryFileSchema],
  ['playbook', 'Stanch playbook', playbookSchema],
] as const) {
  const published = { title, ...toJsonSchema(schema, { errorMode: 'ignore' }) }
  allowShortInventory(published)
  writeFileSync(
    new URL(`dist/pack/${name}.schema.json`, root),
    `${JSON.stringify(published, null, 2)}\n`,
  )
}

/** `stanch.yaml` may name an inventory by its place alone; see `parseConfiguration`. */
function allowShortInventory({
  properties,
}: {
  readonly properties?: Record<string, unknown> | undefined
}): void {
  const { inventory } = properties ?? {}
  if (inventory !== undefined) properties!['inventory'] = { anyOf: [{ type: 'string' }, inventory] }
}
