/** Of rules/detect/aws.yaml: parts of one credential. */
export const awsKeyRules: readonly string[] = [
  'aws-secret-access-key',
  'aws-access-key-id',
  'aws-session-token',
]
