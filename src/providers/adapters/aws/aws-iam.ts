import type { ActionContext, Adapter, AdapterAction } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { AwsActing } from './acting.ts'
import { deleteAction } from './delete-key.ts'
import { allowSessionsAction, denySessionsAction } from './deny-sessions.ts'
import { drainAction } from './drain.ts'
import { evidenceAction, identifyAction } from './evidence.ts'
import { promoteAction, rollBackAction } from './finish-rotation.ts'
import { awsKeyRules } from './aws-key-rules.ts'
import { mintedAction } from './minted.ts'
import { identityProbe, keyIdProbe } from './probe-identity.ts'
import { permissionProbe } from './probe-permission.ts'
import { endQuarantineAction, quarantineAction } from './quarantine.ts'
import { rotateAction } from './rotate.ts'
import { activateAction, deactivateAction, deactivateSelfAction } from './set-key-status.ts'

/** Access keys of users, and credentials of sessions. What is first of a kind is what a playbook takes. */
export function openAwsIam(setting: AdapterSetting): Adapter {
  const acting = new AwsActing(setting)
  return {
    id: 'aws-iam',
    name: 'AWS access keys and sessions',
    rules: awsKeyRules,
    actions: guarded([
      identifyAction(acting),
      identityProbe(acting),
      keyIdProbe(acting),
      permissionProbe(acting),
      evidenceAction(acting),
      mintedAction(acting),
      deactivateAction(acting),
      quarantineAction(acting),
      denySessionsAction(acting),
      deactivateSelfAction(acting),
      activateAction(acting),
      endQuarantineAction(acting),
      allowSessionsAction(acting),
      deleteAction(acting),
      rotateAction(acting),
      promoteAction(acting),
      drainAction(acting),
      rollBackAction(acting),
    ]),
    manual: [
      'A key of the root user: sign in as root, https://console.aws.amazon.com/iam/home#/security_credentials, deactivate and then delete it; nobody else can.',
      'A session of IAM Identity Center: end it there, under the user’s active sessions.',
      'Answer AWS’s support case, if one was opened; see https://repost.aws/knowledge-center/potential-account-compromise.',
    ],
  }
}

/** Whoever has given up hears so, also where nothing would be sent. */
function guarded(actions: readonly AdapterAction[]): AdapterAction[] {
  return actions.map((action) => {
    if (action.kind === 'probe')
      return { ...action, run: guard((context) => action.run(context)), control: guard((context) => action.control(context)) } // prettier-ignore
    if ('check' in action)
      return { ...action, run: guard((context) => action.run(context)), check: guard((context) => action.check(context)) } // prettier-ignore
    return { ...action, run: guard((context) => action.run(context)) }
  })
}

function guard<T>(run: (context: ActionContext) => Promise<T>) {
  return async (context: ActionContext): Promise<T> => {
    context.signal.throwIfAborted()
    return run(context)
  }
}
