import type { PlaybookShelf } from '../../incident/choose-playbook.ts'
import { namedPlaybook } from '../../incident/choose-playbook.ts'
import { findIncident } from '../../incident/find-incident.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import type { Playbook } from '../../incident/playbook.ts'
import { mayEnd } from '../../incident/playbook-faults.ts'
import { toJson } from '../../report/escape-controls.ts'
import { cacaoOfPlan } from '../../report/incident/cacao/cacao-of-plan.ts'
import { cacaoOfPlaybook } from '../../report/incident/cacao/cacao-of-playbook.ts'
import { textPlaybook, textPlaybooks } from '../../report/incident/text-playbooks.ts'
import { loadPlaybooks, readPlaybook } from '../../scan/incident/load-playbooks.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { countOf } from '../../report/format-quantity.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { layoutTable } from '../layout-table.ts'
import { readConfiguration } from '../read-configuration.ts'
import { inkOfOutput, writeLines } from './tell-next.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** As typed. */
export interface TypedPlaybooksOptions extends TypedIncidentOptions {
  readonly format?: string
}

/** `stanch incident playbooks list`. */
export async function listPlaybooks(typed: TypedPlaybooksOptions): Promise<void> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  const { own, builtIn } = await shelfOf(typed)
  const all = [
    ...own.map((playbook) => ({ ...playbook, isOwn: true })),
    ...builtIn.map((playbook) => ({ ...playbook, isOwn: false })),
  ]
  if (format === 'json') process.stdout.write(`${toJson(all, 2)}\n`)
  else writeLines(textPlaybooks(all, options()))
}

/** `stanch incident playbooks show NAME`. @throws StanchError `PLAYBOOK_UNKNOWN` naming the nearest */
export async function showPlaybook(name: string, typed: TypedPlaybooksOptions): Promise<void> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  const playbook = await playbookNamed(name, typed)
  if (format === 'json') process.stdout.write(`${toJson(playbook, 2)}\n`)
  else writeLines(textPlaybook(playbook, options()))
}

/**
 * `stanch incident playbooks export NAME`, or `--plan ID` for what was planned.
 *
 * @throws StanchError `PLAYBOOK_UNKNOWN`, `INCIDENT_NOT_PLANNED`
 */
export async function exportPlaybook(
  name: string | undefined,
  typed: TypedPlaybooksOptions & { readonly plan?: string },
): Promise<void> {
  const { format = 'cacao', plan } = typed
  assertFormat(format, ['cacao'])
  const at = new Date().toISOString()
  if ((name === undefined) === (plan === undefined))
    throw new StanchError('USAGE', 'expected the name of a playbook, or --plan ID.')
  const exported =
    plan === undefined
      ? cacaoOfPlaybook(await playbookNamed(name!, typed), at)
      : await withIncidents(typed, async ({ store }) => {
          const incident = foldIncident(await store.read(await findIncident(store, plan)))
          if (incident.plan !== undefined) return cacaoOfPlan(incident.plan, incident, at)
          throw new StanchError(
            'INCIDENT_NOT_PLANNED',
            `incident ${plan}: expected one that has a plan; got none. Plan it: stanch incident plan ${plan}`,
          )
        })
  process.stdout.write(`${toJson(exported, 2)}\n`)
}

/** `stanch incident playbooks test FILE…`: every fault of own playbooks, or what each does. @returns 1 when there are faults */
export async function testPlaybooks(files: readonly string[]): Promise<ExitStatus> {
  const sound: Playbook[] = []
  const faults: string[] = []
  for (const file of files) {
    try {
      sound.push(await readPlaybook(file))
    } catch (error) {
      if (!(error instanceof StanchError)) throw error
      faults.push(reasonOf(error))
    }
  }
  writeLines([
    ...layoutTable([
      ...(sound.length > 0 ? [['playbook', 'steps', 'ends it', 'by hand', 'chosen']] : []),
      ...sound.map(({ id, steps, choose }) => [
        id,
        String(steps.length),
        steps
          .filter(mayEnd)
          .map((step) => step.id)
          .join(', ') || '–',
        String(steps.filter(({ manual }) => manual !== undefined).length),
        choose === undefined ? 'by name' : countOf(choose.length, 'case'),
      ]),
    ]),
    ...faults,
    `${countOf(files.length, 'file')}: ${faults.length === 0 ? 'all sound' : `faults in ${countOf(faults.length, 'file')}`}`,
  ])
  return faults.length === 0 ? exitStatus.clean : exitStatus.found
}

async function playbookNamed(name: string, typed: TypedPlaybooksOptions): Promise<Playbook> {
  const shelf = await shelfOf(typed)
  // Whatever it is made for fits it.
  const known = [...shelf.own, ...shelf.builtIn].find(({ id }) => id === name)
  return known ?? namedPlaybook(shelf, name, []).playbook
}

async function shelfOf(typed: TypedPlaybooksOptions): Promise<PlaybookShelf> {
  const { configuration, directory, whereIs } = await readConfiguration({
    configurationPath: typed.config,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  return loadPlaybooks({ choices: configuration.playbooks, directory, whereIs })
}

function options() {
  return { ink: inkOfOutput(), width: process.stdout.columns ?? 80 }
}
