import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { StanchError } from '../../../text/error.ts'
import { listPages, type Listed } from '../asking/list-pages.ts'
import { askedAtOnce, mapInOrder } from '../asking/map-in-order.ts'
import { versionOptions, versionsToRead } from '../asking/option-values.ts'
import { refusal } from '../asking/refusal.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { labelMapOf, mapOption } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { readGcpPage } from './gcp-api.ts'
import { gcpHosts, idPartOf, openGcpProject, type GcpProject } from './gcp-project.ts'
import { eventsOfGcpSecret } from './gcp-secret.ts'

/** Google Cloud Secret Manager by its REST interface: https://cloud.google.com/secret-manager/docs/reference/rest */
export const gcpSecretManager: Importer = {
  name: 'gcp-secret-manager',
  description: 'Google Cloud Secret Manager: values of enabled versions, labels, dates',
  options: [
    { flags: '--project <id>', description: 'the project (default: GOOGLE_CLOUD_PROJECT)' },
    {
      flags: '--location <region>',
      description: 'its regional secrets, by the region’s own endpoint',
    },
    ...versionOptions,
    mapOption,
  ],
  environment: [
    { name: 'GOOGLE_CLOUD_PROJECT', description: 'the project' },
    {
      name: 'GOOGLE_APPLICATION_CREDENTIALS',
      description:
        'file of a service account, of gcloud, or of workload identity; else the one of gcloud, else the machine’s',
    },
    {
      name: 'GOOGLE_OAUTH_ACCESS_TOKEN',
      description: 'what `gcloud auth print-access-token` prints',
    },
  ],
  access: async (context) => ({ hosts: await gcpHosts(context) }),
  events,
}

async function* events(context: ImportContext): AsyncIterable<ImportEvent> {
  const project = await openGcpProject(context)
  const prefix = `${recordIdOf('gcp-secret-manager', [idPartOf(project)])}/`
  yield* withCoverage(eventsOfProject(context, project), () => [prefix])
}

async function* eventsOfProject(
  context: ImportContext,
  project: GcpProject,
): AsyncGenerator<ImportEvent> {
  const count = versionsToRead(context)
  const labels = labelMapOf(context)
  const parent =
    project.location === undefined
      ? `projects/${project.project}`
      : `projects/${project.project}/locations/${project.location}`
  const ask = (token: string) =>
    readGcpPage(context, project, { path: `${parent}/secrets`, key: 'secrets', token })
  const told = (listed: Listed): Promise<readonly ImportEvent[]> =>
    'problem' in listed
      ? Promise.resolve([{ kind: 'problem', path: `${parent}/secrets`, reason: listed.problem }])
      : eventsOfGcpSecret(context, project, { item: listed.item, count, labels })
  try {
    for await (const some of mapInOrder(listPages('', ask, context.signal), askedAtOnce, told))
      yield* some
  } catch (error) {
    throw atTheDoor(error, parent)
  }
}

function atTheDoor(error: unknown, parent: string): unknown {
  if (!(error instanceof StanchError) || error.code !== 'GCP_REFUSED') return error
  const isOff = error.message.includes('SERVICE_DISABLED')
  return refusal(
    `Google Cloud, ${parent}`,
    error.message,
    isOff
      ? 'Run: gcloud services enable secretmanager.googleapis.com'
      : 'It needs secretmanager.secrets.list and .versions.list (roles/secretmanager.viewer), ' +
          'and for values secretmanager.versions.access (roles/secretmanager.secretAccessor).',
  )
}
