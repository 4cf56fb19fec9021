/// The version of the program.
package let patchlabVersion = "0.4.0"
