/**
 * The doors of registration: what a person in person creates and updates of the own Patient, and the own Coverage. Every
 * other caller's Patients and Coverages go the way of all records.
 */
@NullMarked
package org.consentry.gateway.web.registration;

import org.jspecify.annotations.NullMarked;
