export { ACCESS_TOKEN_AUDIENCE, ACCESS_TOKEN_TYPE } from './access-token.ts';
export { computeViewer, type ViewerParts } from './compute-viewer.ts';
export { type RoleName, standardRole, standardRoles } from './roles.ts';
export { sso } from './subgraph.ts';
