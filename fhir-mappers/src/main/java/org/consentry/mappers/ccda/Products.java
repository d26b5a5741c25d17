package org.consentry.mappers.ccda;

import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Drugs and vaccines: the manufactured product of a consumable or a supply. */
record Products(@Nullable Element product) {

    /** The product of a substance administration or supply; empty if it names none. */
    static Products of(Statement statement) {
        for (String way : new String[] {"consumable", "product"}) {
            Element product = statement.element().at(way, "manufacturedProduct");
            if (product != null) {
                return new Products(product);
            }
        }
        return new Products(null);
    }

    @Nullable
    Element material() {
        if (product == null) {
            return null;
        }
        Element material = product.child("manufacturedMaterial");
        return material != null ? material : product.child("manufacturedLabeledDrug");
    }

    /** What it is; null if neither a code nor a name is told. */
    @Nullable
    CodeableConcept code(Document document) {
        Element material = material();
        if (material == null) {
            return null;
        }
        CodeableConcept code = document.codes.concept(material.child("code"));
        Element name = material.child("name");
        String called = name == null ? null : document.narrative.text(name);
        if (code == null) {
            return called == null ? null : new CodeableConcept().setText(called);
        }
        if (!code.hasText() && called != null) {
            code.setText(called);
        }
        return code;
    }

    /** What it is, or what the statement says in words, or why that is not known. */
    CodeableConcept required(Statement statement, Document document) {
        CodeableConcept code = code(document);
        if (code != null) {
            return code;
        }
        String said = Facts.said(statement, document);
        Element material = material();
        return said != null
                ? new CodeableConcept().setText(said)
                : document.codes.required(material == null ? null : material.child("code"));
    }

    @Nullable
    String lot() {
        Element material = material();
        Element lot = material == null ? null : material.child("lotNumberText");
        return lot == null ? null : lot.allText();
    }

    @Nullable
    DateType expires(Document document) {
        Element material = material();
        return material == null ? null : document.times.day(material.child("expirationTime"));
    }

    @Nullable
    Reference manufacturer(Document document) {
        return product == null ? null : document.parties.organization(product.child("manufacturerOrganization"));
    }
}
