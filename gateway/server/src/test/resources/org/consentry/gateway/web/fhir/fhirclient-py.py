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
found[0].delete(smart.server)
assert Observation.where({"patient": created["id"]}).perform_resources(smart.server) in (None, [])
print("fhirclient: done")
