/** What of a type of resource is secret. */
export interface SecretAttributes {
  /** Keys with dots; `*` is any key or place. */
  readonly paths: readonly string[]
  /** Attribute that names the credential and is public. */
  readonly reference?: string
  /** `reference` stands beside the secret wherever it is used, and is found by itself. */
  readonly isReferenceKnown?: boolean
  readonly provider?: string
}

const table: readonly (readonly [types: string, paths: string, provider?: string | undefined, reference?: string])[] = [
  ['aws_iam_access_key', 'secret ses_smtp_password_v4', 'AWS', 'id'],
  ['aws_iam_user_login_profile', 'password', 'AWS'],
  ['aws_db_instance aws_docdb_cluster_instance', 'password', 'AWS'],
  ['aws_rds_cluster aws_docdb_cluster aws_redshift_cluster', 'master_password', 'AWS'],
  ['aws_elasticache_replication_group', 'auth_token', 'AWS'],
  ['aws_secretsmanager_secret_version', 'secret_string secret_binary', 'AWS', 'arn'],
  ['aws_ssm_parameter', 'value', 'AWS', 'arn'],
  ['aws_api_gateway_api_key', 'value', 'AWS', 'id'],
  ['aws_cognito_user_pool_client', 'client_secret', 'AWS', 'id'],
  ['aws_lightsail_database', 'master_password', 'AWS'],
  ['aws_mq_broker', 'user.*.password', 'AWS'],
  ['random_password', 'result'],
  ['tls_private_key', 'private_key_pem private_key_openssh private_key_pem_pkcs8'],
  ['acme_certificate', 'private_key_pem certificate_p12_password'],
  ['acme_registration', 'account_key_pem'],
  ['google_service_account_key', 'private_key', 'Google', 'name'],
  ['google_sql_user', 'password', 'Google'],
  ['google_storage_hmac_key', 'secret', 'Google', 'access_id'],
  ['google_secret_manager_secret_version', 'secret_data', 'Google', 'name'],
  ['google_apikeys_key', 'key_string', 'Google', 'uid'],
  ['google_container_cluster', 'master_auth.*.client_key master_auth.*.password', 'Google'],
  ['google_redis_instance', 'auth_string', 'Google'],
  ['azuread_application_password azuread_service_principal_password', 'value', 'Microsoft', 'key_id'],
  ['azuread_user', 'password', 'Microsoft'],
  ['azurerm_key_vault_secret', 'value', undefined, 'versionless_id'],
  ['azurerm_storage_account', 'primary_access_key secondary_access_key primary_connection_string secondary_connection_string', 'Microsoft'],
  ['azurerm_mssql_server azurerm_sql_server azurerm_mysql_server azurerm_postgresql_server', 'administrator_login_password', 'Microsoft'],
  ['azurerm_postgresql_flexible_server azurerm_mysql_flexible_server', 'administrator_password', 'Microsoft'],
  ['azurerm_linux_virtual_machine azurerm_windows_virtual_machine', 'admin_password', 'Microsoft'],
  ['azurerm_kubernetes_cluster', 'kube_config.*.client_key kube_config.*.password kube_admin_config.*.client_key kube_admin_config.*.password', 'Microsoft'],
  ['azurerm_container_registry', 'admin_password', 'Microsoft'],
  ['azurerm_redis_cache azurerm_cosmosdb_account azurerm_cognitive_account azurerm_search_service', 'primary_access_key secondary_access_key primary_key secondary_key primary_readonly_key secondary_readonly_key', 'Microsoft'],
  ['azurerm_application_insights', 'instrumentation_key connection_string', 'Microsoft'],
  ['azurerm_servicebus_namespace_authorization_rule azurerm_eventhub_authorization_rule', 'primary_key secondary_key primary_connection_string secondary_connection_string', 'Microsoft'],
  ['github_actions_secret github_actions_environment_secret github_actions_organization_secret github_dependabot_secret github_codespaces_secret', 'plaintext_value'],
  ['gitlab_project_variable gitlab_group_variable gitlab_instance_variable', 'value'],
  ['gitlab_personal_access_token gitlab_project_access_token gitlab_group_access_token gitlab_deploy_token', 'token', 'GitLab', 'id'],
  ['kubernetes_secret kubernetes_secret_v1', 'data.* binary_data.*'],
  ['kubernetes_config_map', ''],
  ['helm_release', 'set_sensitive.*.value'],
  ['vault_generic_secret vault_kv_secret vault_kv_secret_v2', 'data_json data.*'],
  ['vault_approle_auth_backend_role_secret_id', 'secret_id', 'HashiCorp Vault', 'accessor'],
  ['vault_token', 'client_token', 'HashiCorp Vault'],
  ['cloudflare_api_token', 'value', 'Cloudflare', 'id'],
  ['digitalocean_database_cluster digitalocean_database_user', 'password uri private_uri', 'DigitalOcean'],
  ['digitalocean_spaces_key', 'secret_key', 'DigitalOcean', 'access_key'],
  ['datadog_api_key datadog_application_key', 'key', 'Datadog', 'id'],
  ['doppler_secret', 'value'],
  ['doppler_service_token', 'key', 'Doppler'],
  ['postgresql_role mysql_user', 'password plaintext_password'],
  ['mongodbatlas_database_user', 'password', 'MongoDB Atlas'],
  ['rabbitmq_user', 'password'],
  ['heroku_app', 'all_config_vars.* sensitive_config_vars.*', 'Heroku'],
  ['okta_app_oauth', 'client_secret', 'Okta', 'client_id'],
  ['auth0_client auth0_client_credentials', 'client_secret', 'Auth0', 'client_id'],
  ['pagerduty_service_integration', 'integration_key', 'PagerDuty', 'id'],
] // prettier-ignore

/** Of types that stand in the table. Attributes as the providers document them: https://registry.terraform.io/browse/providers */
export const secretAttributes: ReadonlyMap<string, SecretAttributes> = new Map(
  table.flatMap(([types, paths, provider, reference]) =>
    types.split(' ').map((type) => [
      type,
      {
        paths: paths === '' ? [] : paths.split(' '),
        ...(provider === undefined ? {} : { provider }),
        ...(reference === undefined ? {} : { reference }),
        isReferenceKnown: type === 'aws_iam_access_key',
      },
    ]),
  ),
)

/** Names that say it, of types that do not stand in the table; a text at the top only. */
export const secretNames: ReadonlySet<string> = new Set([
  'password', 'admin_password', 'master_password', 'root_password', 'user_password', 'administrator_login_password',
  'secret', 'secret_key', 'secret_value', 'secret_string', 'secret_access_key', 'client_secret', 'shared_secret', 'webhook_secret',
  'token', 'access_token', 'auth_token', 'api_token', 'refresh_token', 'bearer_token',
  'api_key', 'private_key', 'private_key_pem', 'private_key_openssh', 'connection_string', 'encryption_key', 'signing_key',
]) // prettier-ignore
