/**
 * What words mean to us, in English, German, French and Spanish: the one list of synonyms. A name stands for a meaning,
 * and each meaning has the words and runs of words that say it, folded: lower case, without accents.
 *
 * A word may have several meanings. Verbs name meanings only (`src/verbs/words/`), so a synonym is added here and nowhere
 * else.
 */
export const GLOSSARY = {
  // Things.
  mfa: 'mfa|2fa|2-fa|tfa|pumfa|per-user|per-user mfa|mehrfaktor|mehrfaktorauthentifizierung|zwei-faktor|multi-faktor|multifaktor|authentification multifacteur|authentification a deux facteurs|double authentification|a2f|autenticacion multifactor|autenticacion de dos factores|doble factor|multifactor|two step verification|two-step verification|2-step verification|second factor|mfa status|mfa requirement',
  ca: 'conditional access|ca|cap|caps|bedingter zugriff|bedingten zugriff|acces conditionnel|acceso condicional',
  policy:
    'policy|policies|pol|pols|polcy|rule|rules|richtlinie|richtlinien|ca-richtlinie|ca-richtlinien|politique|politiques|strategie|strategies|politica|politicas|directiva|directivas|ca policy|ca policies|cap|caps',
  securityDefaults:
    'security defaults|security default|sec defaults|secdefaults|secure defaults|sd|sds|default security|sicherheitsstandards|sicherheitsstandard|sicherheits-standards|standardeinstellungen fur die sicherheit|parametres de securite par defaut|securite par defaut|valores predeterminados de seguridad|valores de seguridad predeterminados|seguridad predeterminada|securitydefaults|microsoft defaults',
  namedLocation:
    'trusted ips|trusted ip|trusted ip ranges|trusted ip addresses|trusted addresses|trusted ranges|vertrauenswurdige ips|vertrauenswurdigen ips|ips de confiance|ips de confianza|named location|named locations|location|locations|ip range|ip ranges|address range|standort|standorte|benannter standort|benannten standort|emplacement|emplacements|emplacement nomme|ubicacion|ubicaciones|ubicacion con nombre|network range|named loc|loc|subnet|ips|ip|network|branch|site',
  trusted:
    'trusted ips|trusted ip|trusted ip ranges|trusted ip addresses|trusted addresses|trusted ranges|vertrauenswurdige ips|vertrauenswurdigen ips|ips de confiance|ips de confianza|trusted|trust|trustworthy|vertrauenswurdig|vertrauenswurdigen|vertrauenswurdiger|de confiance|approuve|confianza|de confianza|fiable|safe',
  untrusted: 'untrusted|not trusted|non-trusted|nicht vertrauenswurdig|no confiable|non approuve|not as trusted',
  campaign:
    'registration campaign|reg campaign|campaign|campaigns|nudge|nudges|nudging|registrierungskampagne|kampagne|campagne|campagne d inscription|campana|campana de registro|authenticator nudge|authenticator campaign|authenticator prompt|registration nudge|registration prompt|inscription',
  notice:
    'notice|notices|notification|notifications|heads-up|heads up|headsup|announcement|announcements|comms|communication|message|messages|msg|msgs|mail|mails|email|emails|e-mail|e-mails|mailing|mitteilung|mitteilungen|benachrichtigung|benachrichtigungen|ankundigung|hinweis|avis|annonce|notification|aviso|avisos|notificacion|notificaciones|mensaje|mensajes|reminder|reminders|erinnerung|rappel|recordatorio|teams message|info mail|infomail|nachricht|nachrichten',
  ring: 'ring|rings|wave|waves|cohort|cohorts|batch|batches|phase|phases|anneau|anneaux|anillo|anillos|welle|wellen|vague|vagues|ola|olas|ringe|tranche',
  rollout:
    'rollout|rollouts|roll-out|roll out|migration|deployment|deploy|deploiement|despliegue|umstellung|migracion|implementacion|einfuhrung|bascule|campaign plan|the move|cutover|cut-over|project|programme|program|rolled out',
  audit:
    'protokolls|audit-protokoll|audit-protokolls|audit|audits|audit log|audit logs|audit trail|log|logs|record|records|history|trail|protokoll|audit-log|auditlog|journal|registro|historial|verlauf|historique|bitacora|change log|changelog|activity log|paper trail|logbook|auditoria|registro de auditoria|log entries|entries|logged|recorded',
  proposal:
    'i proposed|i have proposed|i asked for|i requested|of mine|proposal|proposals|request|requests|change request|change requests|antrag|antrage|vorschlag|vorschlage|demande|demandes|proposition|propositions|propuesta|propuestas|solicitud|solicitudes|cr|crs|my change|my plan|my ask|submission',
  approval:
    'approval|approvals|sign-off|signoff|sign off|sign-offs|signoffs|signature|signatures|freigabe|freigaben|genehmigung|genehmigungen|approbation|approbations|validation|aprobacion|aprobaciones|approver|approvers|approbateur|approbateurs|aprobador|aprobadores|genehmiger|freigeber|4-eyes|second person|decision|decisions',
  approve:
    'approve|approves|sign|okay it|ok it|greenlight|green-light|rubber-stamp|rubber stamp|genehmige|genehmigen|freigeben|gib frei|approuve|approuver|approuvez|aprueba|aprobar|accept|confirm|lgtm|deny|reject|ablehnen|refuse|sign off|sign it off|give the green light',
  approvers:
    'who can approve|who may approve|who could approve|who is allowed to approve|who is able to approve|who are the approvers|who are my approvers|who are our approvers|list approvers|list the approvers|list of approvers|show approvers|show the approvers|who can sign|who may sign|who can sign off|who approves|who can deny|wer darf genehmigen|wer kann genehmigen|wer darf freigeben|wer kann freigeben|wer genehmigt|qui peut approuver|qui approuve|quien puede aprobar|quienes pueden aprobar|quien aprueba',
  approved: 'approved|signed|signed off|decided|denied|rejected|genehmigt|freigegeben|approuvee|aprobada|aprobado',
  license:
    'license|licenses|licence|licences|licensing|licencing|p1|p2|sku|skus|subscription|subscriptions|lizenz|lizenzen|licencia|licencias|seats|seat|entra id p1|entra id p2|aad p1|aad p2|entra p1|entra p2|ems|e3|e5|entitlement|entitlements|abonnement',
  recommendation:
    'recommendation|recommendations|recommend|recommends|recommended|suggest|suggestion|suggestions|advice|advise|advises|next step|next steps|best next|empfehlung|empfehlungen|empfiehlst|empfiehlt|empfehlen|recommandation|recommandations|recommandes|recommande|recomendacion|recomendaciones|recomiendas|recomienda|what should we do|what should i do|what to do next|do next|what now|where do we start|where do i start|where to start|what comes first|entra advisor|prochaine etape|nachster schritt|nachsten schritt|siguiente paso|que deberiamos hacer|was sollten wir|was soll ich|sollten wir als nachstes|que devrions-nous|where should we start|should we start with|doing first|do first|recommending|microsoft recommends',
  ready:
    'stopping|ready|readiness|prepared|preparedness|good to go|gate|gates|blocker|blockers|blocking us|holding us back|in our way|in the way|bereit|bereitschaft|startklar|pret|prets|prete|pretes|listo|listos|preparado|preparados|go/no-go|go no go|go or no go|red line|red lines|green for|not-ready|unready|prerequisites|prereqs|fit to move|able to move|can we move|can we go|safe to start|safe to go|safe to move|obstacles|what is missing|whats missing|what is left to do|se puede empezar|on peut commencer|konnen wir|blocking|preventing|preventing us|stopping us|keeping us from',
  signInFrequency:
    'sign-in frequency|signin frequency|sign in frequency|sign-in freq|signin freq|sif|session lifetime|session length|session timeout|session duration|reauth|re-auth|reauthentication|re-authentication|reauthenticate|re-authenticate|reauth interval|anmeldehaufigkeit|anmeldefrequenz|sitzungsdauer|frequence de connexion|frequence d authentification|duree de session|frecuencia de inicio de sesion|frecuencia de inicio|duracion de la sesion|sign in again|log in again|mfa prompt interval|prompt frequency|mfa frequency|mfa every|prompted every|prompt every|prompt users every|prompt people every|sign in every|login every|log in every|sessions|erneut anmelden|neu anmelden|reconnecter|login frequency|logon frequency|ask again every|ask for mfa every|ask again after|mfa again',
  // People's own state.
  state:
    'state|states|status|statuses|stat|situation|setting|settings|zustand|stand|etat|statut|estado|stato|config|configuration',
  registered:
    'registered|registration|registrations|enrolled|enrolment|enrollment|registriert|enregistre|enregistres|inscrit|inscrits|registrado|registrados|signed up|set up their|set up his|set up her|has set up|have set up',
  methods:
    'method|methods|authenticator|factors|factor|methode|methoden|methodes|metodo|metodos|fido|fido2|passkey|passkeys|security key|phone method|auth methods|authentication methods',
  covered:
    'appliquent|applique|gelten|gilt|aplican|aplica|apply|applies|applying|hits|hitting|target|targets|targeting|fall under|covering|concern|concerns|covered|coverage|cover|covers|protected|protection|abgedeckt|geschutzt|abdeckung|couvert|couverte|couverts|cubierto|cubierta|protege|protegido|in scope|exempt|under ca|asked for mfa by|fall under|falls under|hit by|apply to|applies to|affected by|subject to',
  // Orders.
  disable:
    'disable|disables|deactivate|deactive|deact|turn off|switch off|shut off|kill|strip|get rid of|take off|clear|unenforce|un-enforce|unenroll|dis|deaktiviere|deaktivieren|deaktivier|abschalten|ausschalten|abdrehen|desactive|desactiver|desactivez|coupe|coupez|couper|enleve|enlevez|enlever|supprime|supprimer|retire le|retirer le|desactiva|desactivar|desactive|apaga|apagar|apague|quita|quitar|quitale|quitarle|turn it off|switch it off|free from|relieve of|end the mfa|end the per-user|drop the|disable it|turn that off|switch that off|no desactives|no apagues|no quites|disable him|disable her|disable them|turn him off|turn her off|turn them off|switch him off|switch her off|switch them off',
  enable:
    'enable|enables|activate|turn on|switch on|flip on|aktiviere|aktivieren|einschalten|anschalten|aktivier|active|activer|activez|mets en marche|activa|activar|active|habilita|habilitar|enciende|reactivate|re-enable|reenable|turn it on|switch it on|go live with|put in force|arm|light up|put into force|enable it|turn that on|no actives|no habilites|enable him|enable her|enable them|turn him on|turn her on|turn them on|switch him on|switch her on|switch them on',
  enforce:
    'enforce|enforces|force|require|forcing|erzwinge|erzwingen|impose|imposer|imposez|exige|exiger|forcer|aplica|aplicar|forzar|fuerza|exigir|enforc|enforce it|enforce him|enforce her|enforce them',
  off: 'deaktivierte|deaktivierten|deaktivierter|off|aus|disabled|deaktiviert|desactivee|desactives|desactivado|desactivada|apagado|ab|ausgeschaltet|abgeschaltet|gone',
  enabled:
    'is live|are live|currently live|aktivierte|aktivierten|aktivierter|enabled|activated|aktiviert|activee|actives|activado|activada|habilitado|habilitada|eingeschaltet|switched on|turned on|aktiv|aktive|aktiven|aktiver|in kraft|in force',
  enforced:
    'erzwungene|erzwungenen|erzwungener|forces|obliges|enforced|forced|erzwungen|imposee|impose|forzado|aplicado|exigee|exigido|mandatory',
  reportOnly:
    'report-only|report only|reportonly|report mode|audit mode|monitor mode|nur bericht|nur-bericht|berichtsmodus|rapport seul|rapport uniquement|mode rapport|solo informe|modo informe|solo de informe|test mode|monitoring mode|observation mode|log only|log-only',
  turn: 'turn|switch|flip|toggle|schalte|schalten|schalt|drehe|dreh|mets|mettre|mettez|pon|poner|ponga|stelle|stell|mach',
  set: 'set|change|put|update|modify|adjust|move|setze|setzen|setz|andere|andern|stelle|stell|mets|mettre|changer|change|passe|passer|definir|pon|poner|cambia|cambiar|establece|establecer|configure|configurer|configurar|flip|bring|switch|edit|reset|define|raise|lower|shorten|extend|increase|decrease|reduce',
  back: 'undone|take that back|take this back|revert it|undo that|undo this|back|previous|revert|restore|undo|put back|take back|take it back|as before|as it was|like before|how it was|what it was before|before state|original|zuruck|zurucksetzen|ruckgangig|wiederherstellen|wiederherstelle|retablir|retablis|retablissez|annule le changement|remets|remettre|restaurer|restaura|restaurar|deshacer|deshaz|revertir|revierte|volver|vuelve|anterior|undo it|reverse|reinstate|give back|prior|former|return|old state|old setting',
  rollback:
    'reviens en arriere|revenir en arriere|revenez en arriere|retour en arriere|fais marche arriere|vuelve atras|volver atras|da marcha atras|rückgängig machen|rollback|roll back|rolled back|rolling back|roll-back|roll it back|back out|backout|backed out|unroll|fall back|zurückrollen|zuruckrollen|rolle zuruck|zurucknehmen|nimm zuruck|retour arriere|faire marche arriere|annule|annuler|revertir|revierte|dar marcha atras|undo|revert|take back|put back|reverse|restore|deshacer|deshaz|retablir|reverting|undoing|return to per-user|back to per-user|ruckgangig|return|no reviertas',
  create:
    'create|creates|make|new|build|generate|set up|setup|define|draft|prepare|write|erstelle|erstellen|anlegen|lege an|leg an|lege|neue|neuen|neuer|cree|creer|creez|nouvelle|nouveau|crea|crear|cree|nueva|nuevo|register|spin up|mark|declare|need a new|want a new',
  add: 'add|include|put|move|assign|join|append|bring|enrol|enroll|slot|place|shift|fuge|fug|fugen|hinzufugen|hinzu|nimm|aufnehmen|verschiebe|verschieben|pack|stecke|steck|ajoute|ajouter|ajoutez|inclus|inclure|deplace|deplacer|mets|mettre|anade|anadir|agrega|agregar|incluye|incluir|mueve|mover|mete|stick|throw|squeeze|be added|be moved|be put|adding|goes in|goes into|belongs in',
  exclude:
    'exclude|excludes|remove|take out|take|pull|pull out|leave out|drop|skip|kick|kick out|omit|exempt|hold out|keep out|spare|delete|ausschliessen|schliesse|schliess|entferne|entfernen|herausnehmen|rausnehmen|nimm|auslassen|exclus|exclure|excluez|retire|retirer|retirez|enleve|enlever|excluye|excluir|saca|sacar|quita|quitar|elimina|opt out|leave|carve out|keep|be excluded|be removed|be taken out|excluding|be left out|no excluyas|no saques',
  outOf: 'out of|out|from|aus|raus|heraus|du|de la|del|de|off|from the',
  into: 'into',
  outside: 'out of|raus|heraus|rausnehmen|hors de|fuera de|fuera del',
  start:
    'moves|moving|start|begin|launch|kick off|kickoff|kick-off|go ahead with|start with|started with|fire|fire up|initiate|commence|trigger|roll out|run|execute|move|migrate|starte|starten|beginne|beginnen|anfangen|lance|lancer|lancez|demarre|demarrer|demarrez|commence|commencer|inicia|iniciar|empieza|empezar|lanza|lanzar|arranca|arrancar|comienza|comenzar|go|deploy|kickstart|leg los|get going|get started|push the button on|begin with|switch over|cut over|open|starting|beginning|launching|no empieces|no inicies|no lances',
  pause:
    'pausieren|pause|paused|hold|hold off|halt|freeze|suspend|put on hold|on hold|put on ice|on ice|brake|hit the brakes|stop|stopp|stoppe|stoppen|anhalten|pausiere|pausieren|halte an|suspendre|suspends|mets en pause|mettre en pause|en pause|arrete|arreter|arretez|pausa|pausar|deten|detener|detenga|para|parar|stall|emergency stop|wait with|hold up|timeout|time out|unterbrechen|unterbrich|bremse|stop moving|stop migrating|abort|abbrechen|no pares|no pauses',
  resume:
    'resume|continue|carry on|carry on with|unpause|un-pause|unfreeze|go on|go on with|restart|pick up|proceed|weiter|weitermachen|fortsetzen|fortfahren|setze fort|mach weiter|reprends|reprendre|reprenez|relance|relancer|continuer|continue|reanuda|reanudar|continua|continuar|sigue con|sigamos|seguir|release|take off hold|lift the pause|keep going|back on track|unhold|off hold',
  stop: 'stop|stopp|halt|abort|kill|arrete|arretez|para|alto|deten|emergency stop|pull the plug|panic|red button|emergency brake|notaus|stoppe|detenga|stop all|stop it all',
  cancel:
    'cancel|withdraw|abort|recall|retract|scrap|call off|pull|discard|scratch|zuruckziehen|ziehe zuruck|zieh zuruck|storniere|stornieren|storno|abbrechen|verwerfen|annule|annuler|annulez|retire|retirer|cancela|cancelar|anula|anular|retira|retirar|nevermind|never mind|forget|forget about|drop|take back|kill|bin|undo my|revoke|rescind|no canceles',
  plan: 'plan|plans|schedule|design|draft|lay out|map out|propose a plan|arrange|organise|organize|plane|planen|planung|entwirf|planifie|planifier|planifiez|prevois|planifica|planificar|planea|plan out|split|divide|aufteilen|teile|decoupe|divide|reparte|timeline|calendar|plan up|set up|put together|timetable|build|cut|cut up|chop|slice',
  send: 'resend|re-send|send|sends|shoot|push|fire off|dispatch|deliver|distribute|post|issue|schick|schicke|schicken|sende|senden|verschicke|verschicken|envoie|envoyer|envoyez|envoi|envia|enviar|manda|mandar|drop them|get out|blast|ping|put out|send out|sending|no envies|no mandes',
  tell: 'ping|tell|inform|notify|warn|alert|remind|let know|announce|announces|advise|email|mail|message|benachrichtige|benachrichtigen|informiere|informieren|sag|erinnere|erinnern|kundige|previens|prevenir|prevenez|informe|informer|avertis|avertir|rappelle|avisa|avisar|informa|informar|notifica|notificar|recuerda|recordar|give them a heads-up|give a heads-up|brief|no avises',
  resend:
    'try it again|try once more|try it once more|once more|another try|another go|repeat|redo|wiederhole|wiederholen|nochmal versuchen|noch einmal versuchen|reessaie|reessayer|reessayez|vuelve a intentar|vuelve a intentarlo|intenta de nuevo|reintenta|reintentar|rerun|re-run|run again|resend|re-send|send again|send it again|send once more|again|retry|try again|second time|one more time|erneut|nochmal|nochmals|noch einmal|renvoie|renvoyer|renvoyez|reenvia|reenviar|otra vez|de nouveau|a nouveau|chase',
  preview:
    'be told|are told|get told|be informed of|will get|will receive|going to get|going to see|going to receive|preview|previews|look like|looks like|sample|mock-up|mockup|draft of|the draft|wording|will read|will see|will get|will it say|will say|proofread|test copy|copy|test message|test mail|test version|test notice|test notification|dry run|vorschau|testkopie|probe|aussehen|aussieht|apercu|previsualiser|a quoi ressemble|ressemble|ressemblera|exemplaire|vista previa|previsualiza|previsualizar|muestra|copia|text of|content of|what will people read|what will they read|what will they see|what will users see|what will people see|read before|see before|render|test one|testmail|wie sieht|wie wurde die|before people get|before it goes|before they get|before it is sent|before we send|the text',
  testCopy:
    'test copy|test message|test mail|test one|test|testkopie|copie de test|copia de prueba|to myself|to me|an mich|a moi|a mi|test notice',
  delivered:
    'confirmed|answered|responded|replied|reacted|unanswered|get the notice|get the message|get the mail|get the email|get my message|got the message|got the notice|got the mail|delivered|delivery|deliveries|reached|received|got|gotten|read|seen|acknowledged|acknowledge|acked|bounced|undelivered|arrived|sent|went out|gone out|go out|opened|unconfirmed|undeliverable|zugestellt|angekommen|bekommen|erhalten|gelesen|versendet|verschickt|rausgegangen|recu|recus|delivree|envoye|envoyes|envoyee|lu|recibio|recibieron|recibido|leido|enviado|entregado|entregados|not reached|failed|told|notified|informed|warned|informiert|benachrichtigt|prevenu|prevenus|avisado|avisados|landed|clicked ready|acknowledgements|receive|receives|did everyone|did everybody|did they|did people|not get|not got|didn’t get|didnt get|hasnt got|havent got|empfangen',
  export:
    'export|exports|download|csv|excel|xlsx|spreadsheet|dump|save|pull down|exportiere|exportieren|herunterladen|exporte|exporter|exportez|telecharge|telecharger|exporta|exportar|descarga|descargar|as a file|as file|to a file|save as|json|extract|file',
  // The old settings, the lists, the record.
  trustedIps:
    'trusted ips|trusted ip|trusted ip ranges|trusted ip addresses|trusted addresses|trusted ranges|skip mfa ips|mfa trusted ips|vertrauenswurdige ips|vertrauenswurdigen ips|vertrauenswurdige ip-adressen|vertrauenswurdigen ip-adressen|ips de confiance|adresses ip de confiance|adresses de confiance|ips de confianza|direcciones ip de confianza|ip bypass list',
  oldSettings:
    'legacy mfa settings|legacy settings|legacy mfa service settings|old mfa settings|old mfa service settings|old settings|service settings|mfa service settings|per-user mfa service settings|old mfa portal|old mfa page|alte mfa-einstellungen|alten mfa-einstellungen|alten einstellungen|alte einstellungen|diensteinstellungen|anciens parametres|anciens parametres mfa|parametres de service|ajustes antiguos|configuracion antigua|configuracion antigua de mfa|configuracion heredada|ajustes heredados',
  remember:
    'per-user mfa remember|per-user mfa remembers|mfa is remembered|is mfa remembered|mfa remembered|mfa gets remembered|remember mfa|remembered mfa|remember me|remember multi-factor|remembers|remembered|remember devices|remembers devices|mfa merken|mfa remember|remember-mfa|se souvient|recuerda mfa|recordar mfa',
  carryOver:
    'carry|bring the trusted ips over|carry over|carry across|carried over|migrate|take over|bring over|bring across|transfer|port|move over|copy over|copy|import|ubernimm|ubernehme|ubernehmen|reprends|reprendre|reprenez|transfere|transferer|traslada|trasladar|traspasa|traspasar|importa|importar|convert',
  refresh:
    'lies das verzeichnis neu|neu ein|alles neu lesen|frisch einlesen|refresh|refreshed|reload|reloaded|rescan|rescanned|re-read|reread|resync|re-sync|read again|scan again|read anew|read everybody again|read everyone again|load again|update the list|update the lists|update the inventory|update the directory|update the snapshot|update your data|sync|synced|sync again|aktualisiere|aktualisieren|neu einlesen|neu laden|lies neu|actualise|actualiser|actualisez|rafraichis|rafraichir|recharge|recharger|actualiza|actualizar|recarga|recargar|refresca|refrescar|last updated|last read|get fresh|read the directory|reread the directory|re-read the directory|read it again|read it anew',
  inventory:
    'the numbers|these numbers|the figures|inventory|directory|snapshot|the data|your data|verzeichnis|annuaire|directorio|inventar|inventaire|inventario',
  fresh:
    'how old|how fresh|how current|how recent|how stale|how up to date|up to date|up-to-date|outdated|out of date|age of|wie alt|wie aktuell|noch aktuell|quel age|a jour|que tan reciente|esta al dia|estan al dia|still current|fresh|freshness',
  failed:
    'failed|failures|failure|fails|failing|errors|errored|did not work|didn’t work|didnt work|went wrong|fehlgeschlagen|fehlgeschlagene|fehlgeschlagenen|gescheitert|echoue|echoues|fallado|fallaron|fallo|fallidos|unsuccessful',
  finish:
    'finish|finish off|end|complete|conclude|wrap up|wrap it up|close|close out|finalise|finalize|abschliessen|schliesse ab|beende|beenden|termine|terminer|terminez|cloture|cloturer|acheve|achever|finaliza|finalizar|termina|terminar|concluye|concluir|cierra|cerrar|last step|final step|letzter schritt|letzten schritt|derniere etape|ultimo paso|the end of|wrap|wrapping up',
  pauseAll:
    'everything on hold|halte alles an|alles anhalten|hold everything|hold it all|tout en pause|todo en pausa|pausa todo|alles pausieren',
  undoIt:
    'undo it|undo that|undo this|take it back|take that back|take this back|revert it|revert that|revert this|reverse it|reverse that|reverse this|roll it back|roll that back|undo all that|mach das ruckgangig|annule ca|deshazlo|ruckgangig machen|mach es ruckgangig|annule tout ca|deshaz eso',
  anchor:
    'anchor|anchors|head|hash|fingerprint|checksum|chain head|head hash|latest hash|sha-256|sha256|digest|kopf|prufsumme|empreinte|huella|cabeza|cabecera|tete',
  // Questions.
  show: 'show|shows|display|give|gimme|get|see|view|pull up|tell me|let me know|check|look up|lookup|fetch|print|report|open|zeig|zeige|zeigen|anzeigen|gib|montre|montrer|montrez|affiche|afficher|voir|donne|muestra|mostrar|muestrame|ensename|dime|dame|ver|quiero ver|let me see|find|find out|need to know|want to know|need|wants to know|run me|overview|uberblick|apercu|resumen|summary|summarize|summarise|dis-moi|sag mir|look at|pull|bring up|explain|describe|detail|details|rundown|run down|breakdown',
  list: 'enumera|enumerar|enumere|list|lists|listing|enumerate|name all|liste|auflisten|lister|listar|lista|all the|inventory',
  howMany:
    'how many|how much|count|number of|total|percentage|percent|share of|what share|wie viele|wieviele|anzahl|wie viel|combien|nombre de|cuantos|cuantas|numero de|what number|headcount|tally',
  who: 'stragglers|laggards|holdouts|leftovers|peeps|lads|gals|mates|folx|who|whom|whose|anyone|anybody|someone|wer|wen|wem|welche benutzer|welche leute|qui|quels utilisateurs|quien|quienes|which people|which users|which accounts|what users|what people|people|users|accounts|folks|staff|employees|benutzer|leute|nutzer|konten|mitarbeiter|utilisateurs|comptes|personnes|gens|usuarios|cuentas|personas|gente|colleagues|kollegen|admins|guests|everyone who|everybody who|those who|user list',
  what: 'we got|have we got|we have got|what|which|was ist|was|welche|welcher|welches|quel|quelle|quels|quelles|que|cual|cuales|quoi|qu|any|do we have|are there|is there|gibt es|y a-t-il|il y a|hay|have we|anything|was gibt',
  how: 'how|how is|how are|how far|how is it going|how are we doing|wie|wie weit|wie lauft|wie steht|comment|ou en est|ou en sommes|como|como va|como vamos|que tal',
  where: 'where|where are|where is|wo|wo stehen|ou|donde|en que punto|at what point',
  when: 'when|what time|what day|which day|what date|wann|quand|cuando|how long until|how soon|eta',
  why: 'why|how come|what for|warum|wieso|weshalb|pourquoi|por que|reason for|what is keeping|what is holding',
  progress:
    'are we done|we are done|are we finished|are they done|where are we|where are we at|where do we stand|progress|progressing|going|doing|coming along|getting on|done|finished|complete|completed|completion|percent done|fortschritt|fertig|lauft|gelaufen|avance|avancement|termine|progreso|avanzando|terminado|remaining|left|under way|underway|running|moved|migrated|umgestellt|migre|migres|migrado|migrados|on schedule|on track|behind|stuck|state of play|standing|stand|in total|so far|bisher|how far|holding|waiting on|timeline|dashboard|paused|any issues|any problems|any trouble|issues|problems|trouble',
  whoDid:
    'by someone|by somebody|by anyone|who did|who changed|who turned|who switched|who disabled|who enabled|who enforced|who set|who moved|who paused|who started|who asked|who ordered|who excluded|who added|who rolled|who created|who made|who touched|who removed|who denied|who deleted|who edited|who modified|who resumed|who stopped|who put|who requested|who proposed|who withdrew|who took|who signed|who approved|who rejected|who exported|who reset|who broke|who activated|who deactivated|who was it that|who has changed|who has disabled|who has turned|wer hat|wer war|qui a|quien ha|quien cambio|quien hizo|quien desactivo|quien activo|quien aprobo|quien puso|which admin|by whom|whodunnit|when was|when were|when did|wann wurde|wann wurden|quand a|cuando se',
  happened:
    'anderung|anderungen|changements|changement|cambio|modifications|did last|happened|happen|changed|changes|modified|what was done|who did|geandert|passiert|geschehen|gemacht|wer hat|change|s est passe|s est-il passe|change|modifie|fait|qui a|se passe|est-il passe|passe|cambio|cambios|cambiado|paso|hizo|ha pasado|quien ha|quien hizo|actions|activity|actions taken|edits|edited|touched|turned off|switched off|turned on|rolled back|responsible|who set|who turned|who switched|who made|who put|who took|was disabled|was enabled|was enforced|was moved|got disabled|got moved|were disabled|been disabled|been changed|been enabled|was turned off|was switched off|got turned off|was excluded|was added|was created|was approved|was started|was paused|were changed|got changed|been turned off|were turned off|were moved|was set|what did|did do|was done|been done|have done|has done|did we change|we done|the bot did|you did|did you do|have you done|you have done|the bot has done',
  pending:
    'waiting on|waits on|noch genehmigt|genehmigt werden|noch freigegeben|freigegeben werden|muss noch|reste a approuver|falta por aprobar|pending|open|waiting|awaiting|outstanding|in the queue|queue|queued|to be signed|to be approved|need to sign|needs to sign|has to sign|have to sign|must sign|still to sign|yet to sign|still sign|unsigned|undecided|unapproved|offen|offene|offenen|ausstehend|ausstehende|wartet|warten|en attente|en cours|pendiente|pendientes|por aprobar|a approuver|a valider|zu genehmigen|need my|needs my|need approval|needs approval|waits|on my desk|in my inbox|left to approve|left to sign|to approve|to sign|to decide|attendent|attend|espera|esperan|aguardan|doit encore signer|doivent encore signer|doit signer|debe firmar|deben firmar|falta firmar|tiene que firmar|muss noch unterschreiben',
  whatIf:
    'what if|what would happen|what happens|what happens if|what will happen|would happen|simulate|simulation|dry run|dry-run|dryrun|what-if|whatif|hypothetically|imagine|suppose|supposing|assuming|trockenlauf|testlauf|was passiert|was ware|was wurde passieren|simuliere|simulieren|que se passe|que se passerait|que passerait|et si|simule|simuler|simulez|que pasa si|que pasaria|que ocurriria|simula|simular|y si|impact|effect of|effects of|consequences|blast radius|try out|play through|model|test what|would do|try what',
  would:
    'would|could|will|wurde|wird|kann|can|serait|sera|pourrait|peut|podria|podra|puede|seria|does|be able to|able to|darf',
  blocked:
    'got locked out|was locked out|is locked out|got blocked|still sign in|still log in|still sign on|blocked|block|blocks|locked out|lock out|stopped|denied|refused|rejected|let in|allowed in|allowed|able to sign in|blockiert|gesperrt|geblockt|bloque|bloquee|bloques|bloqueado|bloqueada|bloquea|still get in|get in|access|reach|hit by|sign in|log in|login|anmelden|einloggen|connecter|iniciar sesion|conectarse|entrar|get into',
  prompted:
    'prompted|prompt|prompts|asked for mfa|asked|challenged|challenge|required to do mfa|need mfa|needs mfa|need to do mfa|have to do mfa|has to do mfa|get mfa|gets mfa|do mfa|mfa prompt|have to use mfa|need to use mfa|must do mfa|aufgefordert|gefragt|mfa machen|mfa brauchen|sollicite|demande|solicite|solicitado|pedira|pide|le pide|preguntado|pediria|require mfa|requires mfa|asks for mfa|ask for mfa|mfa required|required',
  signIn:
    'still sign in|still log in|still sign on|sign in|signs in|signing in|signed in|log in|logs in|logging in|logon|log on|login|logins|sign-in|sign-ins|signin|access|accesses|accessing|opens|open|connects|anmelden|anmeldet|anmeldung|einloggt|einloggen|connecte|se connecte|connexion|connecter|inicia sesion|iniciar sesion|se conecta|conectarse|uses|using|goes to|comes from|coming from|works from|working from|travels|travelling|traveling|on a trip',
  everything:
    'everything|all of it|all work|the whole thing|whole thing|all of them|the lot|alles|tout|todo|all activity',
  it: 'it|that|this|that one|this one|es|das|dies|le|la|ca|eso|esto|lo|the thing|the same',
  my: 'my|mine|own|mein|meine|meinen|meiner|mon|ma|mes|mi|mis|i|ich|je|j|yo|our|me',
  last: 'last|latest|most recent|recent|recently|lately|newest|letzte|letzten|letzter|zuletzt|dernier|derniere|derniers|dernieres|ultimo|ultima|ultimos|ultimas',
  help: 'help|hilfe|aide|ayuda|what can you do|what can i do|what can i ask|what can i say|what do you do|what are you able to do|how do you work|how does this work|commands|command list|instructions|manual|guide|tutorial|examples|example|what are you for|what are you good for|was kannst du|was kann ich|wie funktioniert|que peux-tu faire|que sais-tu faire|comment ca marche|que puedes hacer|que sabes hacer|como funciona|capabilities|features|what am i allowed|what may i do|what may i ask|getting started|options|menu|what do you understand|your abilities|usage|cheat sheet|cheatsheet|what do i need to type|what should i type|que puis-je|que puedo|you actually do|you can do|things you do|you are able to do|you know how to do|you help|explain how to|explain yourself|lost|possible to ask|else can you do|no clue how|no idea how|how this works|how it works|how that works|how it all works',
  limits:
    'what can you not do|what can’t you do|what cannot you do|what cant you do|what can not you do|you cannot do|you can’t do|you cant do|can’t you do|cannot you do|can you not do|your limits|your limitations|limitations|was kannst du nicht|que ne peux-tu pas faire|que no puedes hacer|and what not|not allowed to do|may not do|what you may not|what you cannot|never do',
  howTo:
    'how do i|how can i|how would i|how to|how should i|how do we|how can we|how does one|wie kann ich|wie mache ich|wie geht das|comment faire|comment puis-je|como puedo|como hago|how do you',
  newcomer:
    'new guy|new girl|new hire|new joiner|new starter|new colleague|new employee|new user|new users|newcomers|new one|neue kollegin|neuer kollege',
  turnIt:
    'turn it off|switch it off|turn it on|switch it on|disable it|enable it|enforce it|turn that off|switch that off|turn that on|disable him|enable him|enforce him|turn him off|switch him off|turn him on|switch him on|disable her|enable her|enforce her|turn her off|switch her off|turn her on|switch her on',
  turnThem:
    'disable them|enable them|enforce them|turn them off|switch them off|turn them on|switch them on|all of them|all of those|every one of them|each of them|the lot|alle davon|tous ceux-la|todos ellos',
  role: 'role|roles|permission|permissions|rights|allowed to do|rolle|rechte|droits|permisos',
  emergency:
    'break glass|break-glass|breakglass|bg account|bg accounts|emergency access|emergency account|emergency accounts|emergency admin|emergency admins|notfallkonto|notfallkonten|notfallzugang|compte d urgence|comptes d urgence|acces d urgence|cuenta de emergencia|cuentas de emergencia|acceso de emergencia|bg-01|bg-02|bg01|bg02|break the glass|firecall',
  everyone:
    'everyone|everybody|all users|all people|all accounts|all staff|all employees|all of us|the whole tenant|whole tenant|the whole company|whole company|entire company|entire tenant|the entire organisation|everyone here|anyone|all members|alle|alle benutzer|alle leute|jeden|jeder|alle mitarbeiter|tout le monde|tous|tous les utilisateurs|toutes les personnes|todos|todos los usuarios|todo el mundo|todas|org-wide|tenant-wide|company-wide|organisation-wide|organization-wide|all',
  next: 'next|following|upcoming|nachste|nachsten|nachster|prochain|prochaine|suivant|suivante|proximo|proxima|siguiente',
  pilot: 'pilot|pilots|pilotgruppe|pilote|piloto|pilot ring|pilot group|pilot users',
  device:
    'device|devices|phone|laptop|unmanaged|byod|android|iphone|ipad|ios|windows|mac|macos|linux|browser|imap|pop|pop3|smtp|legacy|legacy auth|legacy authentication|activesync|old outlook|outlook 2010',
  please:
    'please|pls|plz|plse|kindly|can you|could you|would you|will you|can u|could u|would u|bitte|kannst du|konntest du|konnen sie|konnten sie|s il te plait|s il vous plait|stp|svp|peux-tu|peux tu|pouvez-vous|pouvez vous|pourrais-tu|pourriez-vous|por favor|porfa|puedes|podrias|puede usted|podria usted|i want you to|i need you to|i would like you to|go ahead and|let us|lets|we need to|we have to|i need to|we want to|i want to|i would like to|time to|id like to|we should now|now|asap|wir mussen|ich mochte|ich will|je veux|je voudrais|il faut|quiero|quisiera|necesito|hay que|mach mal|do me a favor|would you mind|do u mind|mind|until further notice|make sure|i would like|id like to have|if you could|if you can|if you would|so kind as to|greatly appreciated|i would appreciate|would appreciate|id appreciate',
} as const satisfies Record<string, string>;

/** The name of a meaning. */
export type Meaning = keyof typeof GLOSSARY;

/** What a meaning says for a verb: things say more than questions do (Default: 1). */
export const WEIGHTS: Partial<Record<Meaning, number>> = {
  securityDefaults: 4,
  trustedIps: 3,
  oldSettings: 3,
  remember: 2,
  carryOver: 1.2,
  refresh: 1.6,
  fresh: 1.6,
  inventory: 0.6,
  failed: 0.8,
  anchor: 1.4,
  finish: 1.6,
  pauseAll: 2.4,
  undoIt: 1.6,
  campaign: 4,
  signInFrequency: 4,
  namedLocation: 3,
  notice: 2.6,
  audit: 3,
  license: 2.6,
  recommendation: 3,
  ready: 2.6,
  proposal: 2.4,
  approval: 2.2,
  policy: 2.2,
  ring: 2,
  rollout: 2,
  pending: 1.6,
  whatIf: 2,
  preview: 2,
  help: 2,
  limits: 2.4,
  howTo: 2.6,
  newcomer: 0,
  mfa: 1,
  export: 2,
  rollback: 1.6,
  resume: 2.4,
  testCopy: 1.5,
  pause: 1.6,
  cancel: 1.6,
  approve: 1.5,
  approvers: 3,
  happened: 1.2,
  whoDid: 2.4,
  delivered: 1.2,
  resend: 1.2,
  emergency: 1,
  show: 0.4,
  list: 0.6,
  what: 0.3,
  who: 0.5,
  how: 0.4,
  where: 0.4,
  when: 0.4,
  why: 0.4,
  would: 0.2,
  it: 0.2,
  my: 0.2,
  last: 0.3,
  please: 0,
  state: 0.5,
  trusted: 0.6,
  untrusted: 0.6,
  everyone: 0.3,
  everything: 0.6,
  next: 0.3,
  pilot: 0.5,
  outOf: 0.2,
  into: 0.1,
  device: 0.2,
  role: 0.3,
};
