import { join } from 'node:path'
import { keyNameOf } from '../../incident/approver.ts'
import { configurationName } from '../../scan/find-configuration.ts'
import { escapeForLog } from '../../report/escape-controls.ts'
import { layoutTable } from '../layout-table.ts'
import { readConfiguration, shownFrom } from '../read-configuration.ts'
import { writeLines } from './tell-next.ts'
import { rulingPartOf, trust } from './trusted-configuration.ts'

/** `stanch incident trust`: shows what the stanch.yaml found upwards from here says of incidents, and lets it count. */
export async function trustConfiguration(): Promise<void> {
  const configured = await readConfiguration({
    configurationPath: undefined,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  const path = shownFrom(join(configured.directory, configurationName))
  if (Object.keys(rulingPartOf(configured)).length === 0) {
    process.stderr.write('stanch: no stanch.yaml found from here says anything of incidents\n')
    return
  }
  const { incidents, approvers, notify = [], playbooks, inventory } = configured.configuration
  const rows: string[][] = [
    ...(incidents.store === undefined ? [] : [['kept in', incidents.store]]),
    ...(inventory.store === undefined ? [] : [['inventory', inventory.store]]),
    ...approvers.map(({ name, key }) => ['approves', name, keyNameOf(key)]),
    ...notify.map(({ name, type, url, urlVariable, secretVariable }) => [
      'is told',
      name,
      type,
      url ?? urlVariable ?? '',
      secretVariable ?? '',
    ]),
    ...(playbooks?.files ?? []).map((file) => ['playbook', file]),
    ...(playbooks?.own ?? []).map(({ id }) => ['playbook', id]),
  ]
  writeLines(layoutTable(rows.map((row) => row.map(escapeForLog))))
  trust(configured, process.env)
  process.stderr.write(`stanch: ${path} rules incidents from now on, until this part is changed\n`)
}
