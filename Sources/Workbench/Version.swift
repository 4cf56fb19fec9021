/// The version of the program.
package let patchlabVersion = "0.2.0"
