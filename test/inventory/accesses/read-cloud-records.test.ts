import { expect, test } from 'vitest'
import { readAzureRecord } from '../../../src/inventory/accesses/read-azure-record.ts'
import { readGoogleRecord } from '../../../src/inventory/accesses/read-google-record.ts'
import { readKubernetesRecord } from '../../../src/inventory/accesses/read-kubernetes-record.ts'
import { targetOf } from './target-of.ts'

const log = { file: 'a', line: 1, format: 'x' }

/** https://cloud.google.com/secret-manager/docs/audit-logging */
function google(resourceName: string, told: object = {}, more: object = {}) {
  const record = {
    logName: 'projects/acme-prod/logs/cloudaudit.googleapis.com%2Fdata_access',
    timestamp: '2024-10-17T21:48:45.123456Z',
    insertId: 'i1',
    resource: { type: 'audited_resource', labels: { project_id: 'acme-prod' } },
    protoPayload: {
      serviceName: 'secretmanager.googleapis.com',
      methodName: 'google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion',
      resourceName,
      authenticationInfo: { principalEmail: 'bot@acme-prod.iam.gserviceaccount.com' },
      requestMetadata: { callerIp: '10.0.0.1', callerSuppliedUserAgent: 'grpc-node/1' },
      ...told,
    },
    ...more,
  }
  const target = targetOf({ type: 'gcp-secret-manager', path: 'projects/42/secrets/crm' }, { id: 'gcp-secret-manager/acme-prod/crm' }) // prettier-ignore
  return readGoogleRecord(record, target, log)?.event
}

test('Google Cloud tells who accessed which version, by the number or the name of the project', () => {
  expect(google('projects/42/secrets/crm/versions/3')).toMatchObject({
    action: 'read',
    outcome: 'allowed',
    principal: 'bot@acme-prod.iam.gserviceaccount.com',
    version: '3',
    time: '2024-10-17T21:48:45.123456Z',
  })
  expect(google('projects/acme-prod/secrets/crm/versions/latest')?.version).toBe('latest')
  expect(google('projects/42/secrets/crm', { status: { code: 7 } })?.outcome).toBe('denied')
  expect(google('projects/42/secrets/crm', { status: { code: 5 } })?.outcome).toBe('failed')
  expect(google('projects/42/secrets/crm2/versions/3')).toBeUndefined()
  expect(google('projects/43/secrets/crm/versions/3', {}, { logName: 'projects/acme-dev/logs/x', resource: {} })).toBeUndefined() // prettier-ignore
})

/** https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
function kubernetes(told: object, path = 'support/crm') {
  const record = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'k1',
    stage: 'ResponseComplete',
    verb: 'get',
    user: { username: 'system:serviceaccount:support:bot' },
    sourceIPs: ['10.0.0.9'],
    objectRef: { resource: 'secrets', namespace: 'support', name: 'crm', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2024-10-17T21:48:45.123456Z',
    annotations: {
      'authorization.k8s.io/reason': 'RBAC: allowed by RoleBinding "read/support" of Role "reader" to ServiceAccount "bot/support"',
    },
    ...told,
  } // prettier-ignore
  return readKubernetesRecord(record, targetOf({ type: 'kubernetes', path }), log)?.event
}

test('Kubernetes tells who read a Secret, alone or with all of its namespace', () => {
  expect(kubernetes({})).toMatchObject({
    action: 'read',
    outcome: 'allowed',
    principal: 'system:serviceaccount:support:bot',
    policies: ['RoleBinding "read/support" of Role "reader"'],
    operation: 'get secrets support/crm',
  })
  expect(kubernetes({}, 'cluster-a/support/crm')).toBeDefined()
  expect(kubernetes({ stage: 'RequestReceived' })).toBeUndefined()
  expect(kubernetes({ responseStatus: { code: 403 } })?.outcome).toBe('denied')
  const all = { resource: 'secrets', namespace: 'support' }
  expect(kubernetes({ verb: 'list', objectRef: all })?.operation).toBe('list secrets support')
  expect(kubernetes({ verb: 'list', objectRef: { resource: 'secrets' } })).toBeDefined()
  expect(kubernetes({ verb: 'list', objectRef: { ...all, namespace: 'sales' } })).toBeUndefined()
  const other = '/api/v1/namespaces/support/secrets?fieldSelector=metadata.name%3Dother&watch=true'
  const watch = { verb: 'watch', stage: 'ResponseStarted', objectRef: all }
  expect(kubernetes(watch)).toBeDefined()
  expect(kubernetes({ ...watch, requestURI: other })).toBeUndefined()
  expect(kubernetes({ objectRef: { ...all, resource: 'configmaps', name: 'crm' } })).toBeUndefined()
})

/** https://learn.microsoft.com/azure/key-vault/general/logging */
function azure(id: string, more: object = {}, properties: object = {}) {
  const record = {
    time: '2024-10-17T21:48:45.1234567Z',
    category: 'AuditEvent',
    operationName: 'SecretGet',
    resultType: 'Success',
    callerIpAddress: '10.0.0.3',
    correlationId: 'c1',
    identity: { claim: { appid: 'app-1' } },
    properties: { id, httpStatusCode: 200, clientInfo: 'azsdk', ...properties },
    ...more,
  }
  const target = targetOf({ type: 'azure-key-vault', path: 'https://acme.vault.azure.net/secrets/crm' }) // prettier-ignore
  return readAzureRecord(record, target, log)?.event
}

test('Azure tells who got which version of a secret', () => {
  const version = 'ab'.repeat(16)
  expect(azure(`https://acme.vault.azure.net/secrets/crm/${version}`)).toMatchObject({
    action: 'read',
    outcome: 'allowed',
    principal: 'app-1',
    version,
    time: '2024-10-17T21:48:45.1234567Z',
  })
  expect(azure('https://ACME.vault.azure.net/secrets/CRM')).toBeDefined()
  expect(azure('https://acme.vault.azure.net/secrets/crm2')).toBeUndefined()
  expect(azure('https://acme.vault.azure.net/secrets/crm', {}, { httpStatusCode: 403 })?.outcome).toBe('denied') // prettier-ignore
  expect(azure('https://acme.vault.azure.net/secrets/crm', { operationName: 'SecretList' })).toBeUndefined() // prettier-ignore
})
