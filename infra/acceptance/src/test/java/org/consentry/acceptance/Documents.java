package org.consentry.acceptance;

/** Small documents of made-up people, as other systems would send them. */
final class Documents {
    private Documents() {}

    /** A C-CDA care document with one allergy. */
    static String ccda(String mrn, String family) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
                xmlns:sdtc="urn:hl7-org:sdtc">
                  <realmCode code="US"/>
                  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
                  <templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/>
                  <templateId root="2.16.840.1.113883.10.20.22.1.2" extension="2015-08-01"/>
                  <id root="2.25.1000000" extension="doc-MRN"/>
                  <code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of Episode Note"/>
                  <title>Summary</title>
                  <effectiveTime value="20260301101500+0000"/>
                  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
                  <languageCode code="en-US"/>
                  <recordTarget><patientRole>
                    <id root="2.25.2000000" extension="MRN"/>
                    <patient>
                      <name use="L"><given>Ash</given><family>FAMILY</family></name>
                      <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
                      <birthTime value="19700504"/>
                    </patient>
                  </patientRole></recordTarget>
                  <author><time value="20260301101500+0000"/><assignedAuthor>
                    <id root="2.16.840.1.113883.4.6" extension="1234567893"/>
                    <assignedPerson><name><given>Doc</given><family>Tor</family></name></assignedPerson>
                  </assignedAuthor></author>
                  <custodian><assignedCustodian><representedCustodianOrganization>
                    <id root="2.25.3000000"/><name>Harbor Clinic</name>
                  </representedCustodianOrganization></assignedCustodian></custodian>
                  <component><structuredBody><component><section>
                    <templateId root="2.16.840.1.113883.10.20.22.2.6.1" extension="2015-08-01"/>
                    <code code="48765-2" codeSystem="2.16.840.1.113883.6.1"/>
                    <title>Allergies</title>
                    <text>Penicillin</text>
                    <entry typeCode="DRIV"><act classCode="ACT" moodCode="EVN">
                      <templateId root="2.16.840.1.113883.10.20.22.4.30" extension="2015-08-01"/>
                      <id root="2.25.4000000" extension="MRN"/>
                      <code code="CONC" codeSystem="2.16.840.1.113883.5.6"/>
                      <statusCode code="active"/>
                      <effectiveTime><low value="20200101"/></effectiveTime>
                      <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
                        <templateId root="2.16.840.1.113883.10.20.22.4.7" extension="2014-06-09"/>
                        <id root="2.25.5000000" extension="MRN"/>
                        <code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>
                        <statusCode code="completed"/>
                        <effectiveTime><low value="20200101"/></effectiveTime>
                        <value xsi:type="CD" code="416098002" codeSystem="2.16.840.1.113883.6.96" \
                displayName="Allergy to drug"/>
                        <participant typeCode="CSM"><participantRole classCode="MANU">
                          <playingEntity classCode="MMAT">
                            <code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="Penicillin"/>
                          </playingEntity>
                        </participantRole></participant>
                      </observation></entryRelationship>
                    </act></entry>
                  </section></component></structuredBody></component>
                </ClinicalDocument>
                """.replace("MRN", mrn).replace("FAMILY", family);
    }

    /** A transaction of a Patient and a DiagnosticReport that is told in an older version's words. */
    static String bundle(String mrn, String field) {
        return """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:5b9a1c86-2c1f-4a37-9d1b-00000000000N","resource":{"resourceType":"Patient",
                  "identifier":[{"system":"urn:oid:2.25.2000001","value":"MRN"}],
                  "name":[{"family":FAMILY,"given":["Old"]}],"gender":"male","birthDate":"1961-02-03"},
                  "request":{"method":"POST","url":"Patient"}},
                 {"fullUrl":"urn:uuid:5b9a1c86-2c1f-4a37-9d1b-00000000001N","resource":{"resourceType":"Observation",
                  "status":"final","code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},FIELD
                  "subject":{"reference":"urn:uuid:5b9a1c86-2c1f-4a37-9d1b-00000000000N"},
                  "effectiveDateTime":"2020-05-06",
                  "valueQuantity":{"value":13.5,"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"}},
                  "request":{"method":"POST","url":"Observation"}}]}
                """.replace("00N", "00" + mrn.charAt(2))
                .replace("01N", "01" + mrn.charAt(2))
                .replace("MRN", mrn)
                .replace("FAMILY", mrn.equals("S-2") ? "[\"Oldham\"]" : "\"Oldham\"")
                .replace("FIELD", mrn.equals("S-2") ? field + "," : "");
    }
}
