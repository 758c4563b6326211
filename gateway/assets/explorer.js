// Runs in the browser. Shows Apollo Sandbox, or GraphiQL from this origin where Sandbox's CDN is out of reach (and
// with ?explorer=graphiql, and in production), with the query and the headers that the page carries.
{
  const SANDBOX = 'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
  const SANDBOX_PATIENCE_MS = 2000;
  const ASSETS = '/graphql/assets';
  const endpoint = location.origin + location.pathname;
  const settings = JSON.parse(document.getElementById('settings').textContent);
  const target = document.getElementById('explorer');

  function load(source, patienceMs) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      const timer = patienceMs && setTimeout(() => settle(reject), patienceMs);
      function settle(how) {
        clearTimeout(timer);
        how();
      }
      script.onload = () => settle(resolve);
      script.onerror = () => settle(reject);
      script.src = source;
      document.head.append(script);
    });
  }

  function showSandbox() {
    target.replaceChildren();
    new window.EmbeddedSandbox({
      target: '#explorer',
      initialEndpoint: endpoint,
      initialState: {
        document: settings.query,
        headers: settings.headers,
        includeCookies: false,
        pollForSchemaUpdates: false,
      },
    });
  }

  // GraphiQL goes on in the tab of the last visit only if it is told that tab's query; else it opens an empty one.
  function queryOfLastVisit() {
    try {
      const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
      return tabs[activeTabIndex].query ?? undefined;
    } catch {
      return undefined;
    }
  }

  async function showGraphiql() {
    const workers = { editorWorkerService: 'editor', json: 'json', graphql: 'graphql' };
    window.MonacoEnvironment = {
      globalAPI: false,
      getWorkerUrl: (_module, label) => `${ASSETS}/${workers[label] ?? 'editor'}.worker.js`,
    };
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = `${ASSETS}/graphiql.css`;
    document.head.append(style);
    await load(`${ASSETS}/graphiql.js`);
    target.replaceChildren();
    const headers = JSON.stringify(settings.headers, null, 2);
    window.YogaGraphiQL.renderYogaGraphiQL(target, {
      endpoint,
      title: 'Strata',
      defaultQuery: settings.query,
      headers,
      // What the browser kept of the last visit would win over `headers`, and its token may have expired.
      initialHeaders: headers,
      initialQuery: queryOfLastVisit() ?? settings.query,
      shouldPersistHeaders: false,
    });
  }

  async function show() {
    const wanted = new URLSearchParams(location.search).get('explorer');
    if (!settings.sandbox || wanted === 'graphiql') return showGraphiql();
    try {
      await load(SANDBOX, SANDBOX_PATIENCE_MS);
    } catch {
      return showGraphiql();
    }
    return showSandbox();
  }

  show();
}
