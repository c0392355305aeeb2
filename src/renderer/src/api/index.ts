export { windowApiClient, createApiClient, type ApiClient } from './api-client.ts'
export { ApiError } from './api-error.ts'
