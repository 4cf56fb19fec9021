package import Text

/// Up to which day a source package on a machine is updated, as far as the advisories tell, and by what.
package struct InventoryDate: Sendable, Hashable {
    /// What tells it.
    package enum Evidence: Sendable, Hashable {
        /// The user says so.
        case given
        /// The newest advisory about the package whose fix the machine has.
        case advisory(String)
        /// The counter in the versions: so many uploads lie between the installed and the pending one (`+deb12u3` and
        /// `+deb12u5`: two). So many of the newest advisories can be answered, whatever their dates.
        case uploads(Int)
        /// Nothing about the package itself: the newest fix of any package on a machine, which the advisory names. Of the
        /// machines with the same version of the source package, it is that image on which this day is the earliest.
        case machine(package: String, advisory: String, image: String)
        /// Nothing at all.
        case unknown
    }

    /// The machine and the source package.
    package let machine: String
    package let source: String
    /// The day; nil if the evidence gives none.
    package let date: CalendarDate?
    package let evidence: Evidence
}

/// The newest advisory whose fix a machine has.
package struct NewestFix: Sendable, Hashable {
    /// The day of the advisory.
    package let date: CalendarDate
    /// The source package it is about.
    package let package: String
    /// Its name.
    package let advisory: String
}
