"""fhirclient, as it comes from PyPI, reads, writes and searches."""
import sys

from fhirclient import client
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient

smart = client.FHIRClient(settings={"app_id": "test", "api_base": sys.argv[1]})
smart.prepare()
patient = Patient({"resourceType": "Patient", "name": [{"family": "Snake", "given": ["Pia"]}], "birthDate": "1990-05-06"})
created = patient.create(smart.server)
again = Patient.read(created["id"], smart.server)
assert again.name[0].family == "Snake"
again.gender = "female"
again.update(smart.server)
observation = Observation({
    "resourceType": "Observation", "status": "final", "code": {"text": "x"},
    "subject": {"reference": "Patient/" + created["id"]}, "valueQuantity": {"value": 6.5, "unit": "mmol/L"},
})
observation.create(smart.server)
found = Observation.where({"patient": created["id"]}).perform_resources(smart.server)
assert len(found) == 1 and found[0].valueQuantity.value == 6.5
assert len(Patient.where({"family": "snake", "birthdate": "ge1990"}).perform_resources(smart.server)) == 1
for number in range(5):
    Patient({"resourceType": "Patient", "name": [{"family": "Pythonpaged"}]}).create(smart.server)
paged = Patient.where({"family": "pythonpaged", "_count": "2"}).perform_resources_iter(smart.server)
assert len(list(paged)) == 5
with_patient = Observation.where({"patient": created["id"], "_include": "Observation:patient"})
assert {each.resource_type for each in with_patient.perform_resources(smart.server)} == {"Observation", "Patient"}
bundle = smart.server.post_json("", {
    "resourceType": "Bundle", "type": "transaction", "entry": [
        {"fullUrl": "urn:uuid:6f7ac3c4-0f6b-4f51-a1bd-3ac20d3a9c41", "resource": {"resourceType": "Patient"},
         "request": {"method": "POST", "url": "Patient"}},
        {"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "tx"},
                      "subject": {"reference": "urn:uuid:6f7ac3c4-0f6b-4f51-a1bd-3ac20d3a9c41"}},
         "request": {"method": "POST", "url": "Observation"}},
    ]}).json()
assert [entry["response"]["status"] for entry in bundle["entry"]] == ["201", "201"]
made = Patient.read_from(bundle["entry"][0]["response"]["location"].split("/fhir/")[1].split("/_history")[0], smart.server)
assert len(Observation.where({"subject": "Patient/" + made.id}).perform_resources(smart.server)) == 1
history = smart.server.request_json("Patient/" + created["id"] + "/_history")
assert [entry["request"]["method"] for entry in history["entry"]] == ["PUT", "POST"]
try:
    Patient.where({"nonsense": "x"}).perform(smart.server)
    raise AssertionError("an unknown parameter was taken")
except Exception as refused:
    assert getattr(refused, "response", None) is not None and refused.response.status_code == 400, refused
found[0].delete(smart.server)
assert Observation.where({"patient": created["id"]}).perform_resources(smart.server) in (None, [])
print("fhirclient: done")
