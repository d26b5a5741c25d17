# pip install requests "pyjwt[crypto]" duckdb matplotlib
import json, time, uuid, duckdb, jwt, requests, matplotlib.pyplot as plt
fhir, token_url, client = "http://localhost:8080/fhir", "http://localhost:8180/realms/consentry/protocol/openid-connect/token", "analyst"
key = json.load(open("analyst.jwk"))
proof = jwt.encode({"iss": client, "sub": client, "aud": token_url, "jti": str(uuid.uuid4()), "exp": int(time.time()) + 240}, jwt.PyJWK(key, "ES384").key, "ES384", {"kid": key["kid"]})
grant = {"grant_type": "client_credentials", "scope": "system/*.rs", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": proof}
web = requests.Session(); web.headers["Authorization"] = "Bearer " + requests.post(token_url, grant).json()["access_token"]
job = web.get(fhir + "/$export?_type=Patient,Observation&_outputFormat=parquet&_deidentify=safe-harbor", headers={"Prefer": "respond-async"}).headers["Content-Location"]
while (state := web.get(job)).status_code == 202: print(state.headers["X-Progress"]); time.sleep(1)
for file in state.json()["output"]: open(file["url"].rsplit("/", 1)[1], "wb").write(web.get(file["url"]).content)
rows = duckdb.sql("select p.gender, count(*) from 'Observation.*.parquet' o join 'Patient.*.parquet' p on o.subject->>'$.reference' = 'Patient/' || p.id group by 1 order by 1").fetchall()
plt.bar(*zip(*[(gender or "unknown", count) for gender, count in rows])); plt.savefig("results.png"); print(rows)
