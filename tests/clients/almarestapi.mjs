// One call of almarestapi-lib, unmodified: node almarestapi.mjs METHOD PATH [BODY]
// METHOD is a function of the library (getp, postp, putXmlp, …); BODY is JSON, or XML when it begins with <.
// Prints {"value": …} or {"error": "message"}. The library reads ALMA_APIKEY and ALMA_APIPATH.
import alma from 'almarestapi-lib';

const [method, path, body] = process.argv.slice(2);
const given = body === undefined || body.startsWith('<') ? body : JSON.parse(body);
try {
  console.log(JSON.stringify({value: await alma[method](path, given) ?? null}));
} catch (error) {
  console.log(JSON.stringify({error: error.message}));
}
