/** The `typ` of the two identity tokens; a token of one kind is never taken for the other. */
export const VIEWER_TOKEN_TYPE = 'strata-viewer+jwt';
export const SERVICE_TOKEN_TYPE = 'strata-service+jwt';

/** The header that carries an identity token between services, of either type. */
export const IDENTITY_HEADER = 'strata-viewer';

/** How long a token may live from its issue, in seconds. An issuer keeps to it and a verifier enforces it. */
export const VIEWER_TOKEN_SECONDS = 10;
export const SERVICE_TOKEN_SECONDS = 60;

/** How far the clocks of two machines may be apart, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 5;
