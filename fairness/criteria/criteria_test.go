package criteria

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestMatch holds names as files have them to the criteria they mean, or to none.
func TestMatch(t *testing.T) {
	for want, columns := range map[string]string{
		"sex": `sexe SEXE Sexe genre civilité CIVILITE code_sexe sexe_candidat sexe_demandeur_emploi SexeUsager sexe-code lib_sexe sexe_F sexe_Homme
			sex Gender gender_male candidate_gender genderCode sex2 H/F M/F Sexe.(H/F)`,
		"age": `age Age AGE âge ÂGE tranche_age tranche_d_age trancheAge classe.age age_cat age_group ageband age_band AGEREV age_candidat age_inscription age2
			date_naissance date_de_naissance DATE_NAISSANCE DateNaissance datenaissance DATNAIS annee_naissance mois_naissance
			birth_date birthDate date_of_birth dob DOB birth-year year_of_birth birthday age_years age_at_inscription is_age_50`,
		"nationality": `nationalite nationalité NATION nation natio code_nationalite nationalité_candidat nationality citizenship Citizenship nationalite_hors_UE
			nationality_code country_of_citizenship titre_sejour`,
		"race":       `race RACE Race race_cat race_Black race_African-American applicant_race skin_color`,
		"ethnicity":  `ethnie ethnicity ethnicité ethnic_group origine_ethnique race_ethnicity raceEthnicity is_hispanic`,
		"origin":     `origine_geographique national_origin`,
		"surname":    `nom NOM Nom nom_candidat nom_de_famille nom_naissance nom_usage surname last_name lastName family_name patronyme`,
		"first-name": `prenom prénom PRENOM prenom_candidat first_name FirstName given_name`,
		"residence": `commune code_commune commune_residence code_insee CODE_INSEE depcom DEPCOM qpv QPV is_qpv flag_qpv top_qpv qpv_usager zrr code_postal codePostal CP postcode
			zip zip_code municipality district ville dom_tom departement_residence quartier_prioritaire`,
		"bank": `domiciliation domiciliation_bancaire iban_pays bank_location`,
		"family": `situation_familiale sitmat SITFAM nb_enfants nombre_d_enfants nb_enfants_a_charge enfants parent_isole parent_isolé marital_status maritalStatus marital-status
			number_of_children single_parent situation_familiale_marié`,
		"pregnancy": `grossesse pregnancy is_pregnant congé_maternité`,
		"disability": `boe BOE is_boe isBOE top_boe bénéficiaire_boe beneficiaire_boe oeth RQTH rqth_oui handicap travailleur_handicapé th TH disability disability_status
			has_disability bénéficiaire_obligation_emploi`,
		"health":          `sante santé etat_sante inaptitude health health_status medical_history`,
		"autonomy":        `autonomie perte_autonomie perte_d_autonomie GIR`,
		"genetics":        `données_génétiques genetic_data`,
		"orientation":     `orientation_sexuelle sexual_orientation`,
		"gender-identity": `identite_genre identité_de_genre gender_identity`,
		"morals":          `moeurs mœurs mode_de_vie`,
		"appearance":      `apparence_physique`,
		"politics":        `opinions_politiques political_affiliation`,
		"union":           `syndicat adhesion_syndicale union_membership`,
		"mandate":         `mandat_electif`,
		"religion":        `religion Religion conviction_religieuse`,
		"economic":        `rsa RSA bene_rsa beneficiaire_rsa top_rsa ass minima_sociaux qf quotient_familial welfare_recipient income_band tranche_revenu`,
		"language":        `niveau_francais niveau_de_français fle langue langue_maternelle native_language french_level`,
		"whistleblower":   `lanceur_alerte lanceur_d_alerte`,
		"birthplace":      `pays_naissance PAYS_NAISSANCE lieu_de_naissance commune_naissance departement_naissance birth_country country_of_birth birthplace pays_naissance_hors_UE`,
		"": `nom_offre nom_entreprise nom_metier nom_fichier nom_agence age_entreprise age_dossier age_offre age_vehicule age_conjoint sexagenaire usage message average percentage
			training stage image page language_programmation langage programming_language sexe_employeur nationalite_entreprise commune_offre commune_entreprise
			code_postal_agence ville_agence zip_file adresse_ip ip_address email_address city_population capacity intersex essex sussex sextant engendered
			gender_gap_company race_condition trace grace embrace brace horse_race_result nationwide national_id destination combination coordination donation imagination
			orientation orientation_professionnelle origine origine_offre origin_url ass_id class classe group groupe assurance assessment passe passage thumb th_cell path
			health_check sante_financiere assurance_sante autonomie_batterie domicile domaine residence_secondaire_prix prenom_conseiller nom_conseiller nom_de_l_offre
			score metier métier rome code_rome departement département experience expérience_années identifiant id recommandé embauché predicted actual label weight
			poids date_inscription date_offre duree_inscription birth_weight naissance_enfant pays pays_offre country statut status type code valeur niveau niveau_formation
			age_moyen_equipe taux_femmes managed agence agenda manage dosage village outage langueur boeing frais_sante syndicat_eau confession_signed
			religion_count_region enfants_ecole_nb_places marital_property handicap_golf_mean unionised gender_score_model h f m 1 2 decile_score priors_count ÷`,
	} {
		for _, column := range strings.Fields(columns) {
			got := ""
			if c, ok := Match(column); ok {
				got = c.ID
			}
			if got != want {
				t.Errorf("%q is taken for %q, want %q", column, got, want)
			}
		}
	}
}

// TestMatchSpaces holds what no list of words can.
func TestMatchSpaces(t *testing.T) {
	for column, want := range map[string]string{
		"Sexe du candidat": "sex", "Date de naissance": "age", "niveau de français": "language", "": "", " ": "", "Âge (années)": "age",
		norm.NFD.String("âge"): "age", "nom de l'offre": "", "\xff": "",
	} {
		got := ""
		if c, ok := Match(column); ok {
			got = c.ID
		}
		if got != want {
			t.Errorf("%q is taken for %q, want %q", column, got, want)
		}
	}
}

// TestTable holds what every row must have, and that its own names find it.
func TestTable(t *testing.T) {
	var numbers []int
	for i, c := range Table {
		if other, _ := Find(c.ID); other != &Table[i] {
			t.Errorf("%s: the ID is not its own", c.ID)
		}
		if !slices.Contains([]Status{Ordinary, Sensitive, Special}, c.Status) || c.Name == "" || len(c.Columns) == 0 {
			t.Errorf("%s: %+v is not whole", c.ID, c)
		}
		if c.IsEthnoracial && (c.IsAudited || c.Status != Special) {
			t.Errorf("%s: ethnic and racial classes are special, and nothing that audits have by default", c.ID)
		}
		if !slices.IsSorted(c.Bands) {
			t.Errorf("%s: the bands %v do not ascend", c.ID, c.Bands)
		}
		if c.Number > 0 {
			numbers = append(numbers, c.Number)
		} else if !c.IsProxy {
			t.Errorf("%s is neither a criterion nor stands for one", c.ID)
		}
		for _, name := range c.Columns {
			plain := strings.TrimSuffix(name, "!")
			for _, column := range []string{plain, strings.ToUpper(plain), strings.ReplaceAll(plain, " ", "_"), strings.ReplaceAll(plain, " ", ""), plain + "_candidat"} {
				if got, ok := Match(column); !ok || got.ID != c.ID {
					t.Errorf("%s: %q is taken for %v", c.ID, column, got)
				}
			}
		}
	}
	for i, n := range numbers {
		if n != i+1 {
			t.Fatalf("the criteria are numbered %v", numbers)
		}
	}
	if len(numbers) != 26 {
		t.Errorf("%d criteria, want 26", len(numbers))
	}
	if _, ok := Find("sexe"); ok {
		t.Error("an ID that does not exist was found")
	}
}

// FuzzMatch holds that no name breaks the matching, and that letters and marks
// around a name do not matter.
func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"date_naissance", "SEXE", "nom_offre", "œÆ", "\xff\xfe", "É"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, column string) {
		got, ok := Match(column)
		again, okAgain := Match("_" + column + " ")
		if got != again || ok != okAgain || ok != (got != nil) {
			t.Errorf("%q: %v and %v", column, got, again)
		}
	})
}
